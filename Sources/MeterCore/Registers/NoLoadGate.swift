/// Keeps noise out of the registers: energy is booked only while the mean power over at least a second says that
/// there is a load.
///
/// The mean is of the signed energy, so noise cancels itself. Energy of a second that turns out to be load is
/// booked, also the first; energy of a second that turns out to be none is dropped. What the register carries
/// below 1 µWh is not touched by either.
public struct NoLoadGate: Equatable, Sendable, BitwiseCopyable {
  /// Shortest time a mean is taken over.
  public static let decisionNanoseconds: UInt64 = 1_000_000_000

  /// The thresholds.
  public let thresholds: NoLoadThresholds
  /// True while there is a load.
  public private(set) var isOpen = false
  /// Signed energy of the second under way: not booked yet while closed, booked already while open.
  private var sum = FineEnergy.zero
  private var nanoseconds: UInt64 = 0

  /// A gate that is closed, or open for ever without thresholds.
  public init(_ thresholds: NoLoadThresholds) {
    self.thresholds = thresholds
    isOpen = thresholds.startMilliwatts == 0
  }

  /// Takes a window's signed energy and returns what is to be booked now, sign included.
  public mutating func pass(_ energy: FineEnergy, nanoseconds duration: UInt64) -> FineEnergy {
    if thresholds.startMilliwatts == 0 { return energy }
    sum += energy
    nanoseconds &+= duration
    guard nanoseconds >= Self.decisionNanoseconds else { return isOpen ? energy : .zero }
    let wasOpen = isOpen
    let pending = sum
    let threshold = wasOpen ? thresholds.stopMilliwatts : thresholds.startMilliwatts
    isOpen = pending.magnitude >= Self.energy(milliwatts: threshold, nanoseconds: nanoseconds)
    sum = .zero
    nanoseconds = 0
    if wasOpen { return energy }
    return isOpen ? pending : .zero
  }

  /// True between the end of a second and the next window: what was held back is either booked or dropped.
  public var hasDecided: Bool { nanoseconds == 0 }

  /// Forgets the second under way: its samples are not complete.
  public mutating func interrupt() {
    sum = .zero
    nanoseconds = 0
  }

  /// mW·ns in whole µWh, rounded down: 3.6e9 of them make one.
  static func energy(milliwatts: UInt32, nanoseconds: UInt64) -> FineEnergy {
    FineEnergy(
      microwattHours: Int64(UInt64(milliwatts) * (min(nanoseconds, 1 << 32) / 1000) / 3_600_000))
  }
}
