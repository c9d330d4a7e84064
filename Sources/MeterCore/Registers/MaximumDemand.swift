/// The largest demand of a register since its last reset.
public struct MaximumDemand: Equatable, Sendable, BitwiseCopyable {
  /// Energy of the demand period that was largest: exact, so that nothing is rounded before it is shown.
  public private(set) var energy: Energy = .zero
  /// End of that period in seconds UTC, 0 before the first.
  public private(set) var endSeconds: UInt32 = 0
  /// Times the maximum was reset.
  public private(set) var resets: UInt16 = 0

  /// No demand yet.
  public init() {}

  /// A maximum from storage.
  init(energy: Energy, endSeconds: UInt32, resets: UInt16) {
    self.energy = energy
    self.endSeconds = endSeconds
    self.resets = resets
  }

  /// Power over the demand period in mW (mvar, mVA), rounded to the nearest.
  public func power(_ rules: DemandRules) -> Power {
    // 1 µWh in 1 s is 3.6 mW.
    let tenSeconds = rules.periodSeconds * 10
    return Power(milliwatts: (energy.microwattHours * 36 + tenSeconds / 2) / tenSeconds)
  }

  /// Judges a complete demand period; the first of equals stands.
  mutating func judge(_ demand: Energy, endSeconds end: UInt32) {
    if endSeconds == 0 || demand > energy {
      energy = demand
      endSeconds = end
    }
  }

  /// Begins anew and counts the reset.
  mutating func reset() {
    energy = .zero
    endSeconds = 0
    resets &+= 1
  }
}
