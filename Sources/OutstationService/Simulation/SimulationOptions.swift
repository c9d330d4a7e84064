import Outstation

/// How a simulated meter differs from the usual one.
public struct SimulationOptions: Sendable {
  /// Periods end while the meter runs, and their rows are stored.
  public var isLive = false
  /// A Prometer 100 set up for settlement: 1800 s in UTC without daylight saving.
  public var isSettlement = false
  /// What it does wrong.
  public var faults: Set<SimulatedFault> = []

  /// The usual meter: what it holds stays as it is.
  public init() {}

  func has(_ rule: String, _ kind: String) -> Bool {
    faults.contains { $0.rule == rule && $0.kind == kind }
  }

  /// The flags whose fault has this name, as bits.
  func flags(_ kind: String) -> UInt8 {
    (0..<8).reduce(0) { $0 | (has("ALM-\($1 + 1)", kind) ? 1 << UInt8($1) : 0) }
  }

  /// How a meter of this kind behaves.
  public func personality(_ kind: SimulatedKind) -> OutstationPersonality {
    var personality = kind == .cop ? OutstationPersonality.codeOfPractice : .prometer100
    if isSettlement { personality.hasDaylightSaving = false }
    if has("TIM-4", "summer") { personality.hasDaylightSaving = true }
    if has("TIM-5", "accepts") { personality.clockLevel = 1 }
    if has("SEC-1", "short") { personality.shortestPassword = 4 }
    if has("SEC-1", "cut") { personality.longestPassword = 10 }
    if has("SEC-2", "programs") { personality.programLevel = 1 }
    if has("SEC-2", "open") { personality.publicLevel = 1 }
    if has("SEC-3", "locks") {
      personality.freeAttempts = 0
      personality.firstDelayNanoseconds = 20_000_000_000
    }
    return personality
  }

  /// Lets a meter tell the password of level 1 to whoever reads its identity, where it has that fault.
  public func tell(_ password: String, in meter: inout SimulatedMeter) {
    guard has("SEC-4", "tells") else { return }
    meter.identity.communicationsFirmware = ShortText(Array(password.utf8).span.bytes)
  }

  /// The ratios of a simulated meter: 200/5 A.
  public func setRatios(_ settings: inout OutstationSettings) {
    settings.currentRatio = OutstationSettings.Ratio(has("MTD-1", "ratio") ? 100 : 200, 5)
  }
}
