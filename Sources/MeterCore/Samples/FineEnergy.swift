/// A signed amount of energy with a resolution of 2^-32 µWh (µvarh, µVAh).
///
/// Value = `microwattHours` + `fraction` / 2^32, the whole part rounded towards minus infinity. All operations
/// are exact; the range is that of `Energy`, ±9.2 TWh.
public struct FineEnergy: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// Whole µWh, rounded towards minus infinity.
  public var microwattHours: Int64
  /// Part above the whole µWh, in 2^-32 µWh.
  public var fraction: UInt32

  /// No energy.
  public static let zero = FineEnergy(microwattHours: 0)

  /// Creates an energy of `microwattHours` + `fraction` / 2^32.
  public init(microwattHours: Int64, fraction: UInt32 = 0) {
    self.microwattHours = microwattHours
    self.fraction = fraction
  }

  /// True below zero.
  public var isNegative: Bool { microwattHours < 0 }

  /// The amount without its sign.
  public var magnitude: FineEnergy { isNegative ? -self : self }

  /// `numerator` parts of `denominator`, rounded towards minus infinity to the resolution; numerator <=
  /// denominator < 2^48. What is left is exactly the amount minus the part.
  public func part(_ numerator: UInt64, of denominator: UInt64) -> FineEnergy {
    let whole = Int128(microwattHours) << 32 | Int128(fraction)
    var (quotient, rest) = (whole * Int128(numerator)).quotientAndRemainder(dividingBy: Int128(denominator))
    if rest < 0 { quotient -= 1 }
    return FineEnergy(
      microwattHours: Int64(truncatingIfNeeded: quotient >> 32),
      fraction: UInt32(truncatingIfNeeded: quotient))
  }

  public static func < (a: FineEnergy, b: FineEnergy) -> Bool {
    a.microwattHours != b.microwattHours ? a.microwattHours < b.microwattHours : a.fraction < b.fraction
  }

  /// Exact sum; wraps beyond ±9.2 TWh.
  public static func + (a: FineEnergy, b: FineEnergy) -> FineEnergy {
    let (fraction, carry) = a.fraction.addingReportingOverflow(b.fraction)
    return FineEnergy(
      microwattHours: a.microwattHours &+ b.microwattHours &+ (carry ? 1 : 0), fraction: fraction)
  }

  /// Exact difference; wraps beyond ±9.2 TWh.
  public static func - (a: FineEnergy, b: FineEnergy) -> FineEnergy {
    let (fraction, borrow) = a.fraction.subtractingReportingOverflow(b.fraction)
    return FineEnergy(
      microwattHours: a.microwattHours &- b.microwattHours &- (borrow ? 1 : 0), fraction: fraction)
  }

  /// The same amount in the other direction.
  public static prefix func - (a: FineEnergy) -> FineEnergy { .zero - a }

  /// Adds to an energy.
  public static func += (a: inout FineEnergy, b: FineEnergy) { a = a + b }

  /// Subtracts from an energy.
  public static func -= (a: inout FineEnergy, b: FineEnergy) { a = a - b }
}
