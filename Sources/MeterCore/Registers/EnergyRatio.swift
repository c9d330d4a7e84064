/// Energy of one pulse as an exact ratio: `numerator / denominator` µWh, in lowest terms.
///
/// 1000 imp/kWh is 1 000 000 / 1 µWh; 12 000 imp/kWh is 250 000 / 3 µWh and stays exact for ever.
public struct EnergyRatio: Equatable, Sendable, BitwiseCopyable {
  /// µWh per `denominator` pulses.
  public let numerator: Int64
  /// Pulses that make `numerator` µWh; at least 1.
  public let denominator: UInt32
  /// 1 Wh a pulse: 1000 imp/kWh.
  public static let wattHour = EnergyRatio(wholeMicrowattHours: 1_000_000)

  /// Whole µWh of one pulse.
  let wholePerPulse: Int64
  /// Rest of one pulse, in 1/`denominator` µWh.
  let restPerPulse: UInt32

  /// The weight of one pulse of a meter with `pulses` pulses per `perKilowattHours` kWh.
  ///
  /// Returns nil where the constant is zero or the weight does not fit (a pulse of more than 4.6 GWh, or
  /// more than 2^31 - 1 pulses per µWh in lowest terms).
  public init?(pulses: UInt32, perKilowattHours kilowattHours: UInt32) {
    guard pulses > 0, kilowattHours > 0, kilowattHours <= 4_600_000 else { return nil }
    let micro = Int64(kilowattHours) * 1_000_000_000
    let divisor = EnergyRatio.greatestCommonDivisor(micro, Int64(pulses))
    let reduced = Int64(pulses) / divisor
    guard reduced <= Int64(Int32.max) else { return nil }
    numerator = micro / divisor
    denominator = UInt32(reduced)
    wholePerPulse = numerator / reduced
    restPerPulse = UInt32(numerator % reduced)
  }

  private init(wholeMicrowattHours: Int64) {
    numerator = wholeMicrowattHours
    denominator = 1
    wholePerPulse = wholeMicrowattHours
    restPerPulse = 0
  }

  /// A ratio restored from storage; nil where it could not have been made by the other initialiser.
  public init?(numerator: Int64, denominator: UInt32) {
    guard numerator > 0, denominator > 0, denominator <= UInt32(Int32.max) else { return nil }
    self.numerator = numerator
    self.denominator = denominator
    wholePerPulse = numerator / Int64(denominator)
    restPerPulse = UInt32(numerator % Int64(denominator))
  }

  /// The ratio with an error compensation in 1/1000 %: exact, in lowest terms. Nil where it does not fit, or is nothing.
  @inline(never)
  public func compensated(_ thousandthsOfPercent: Int32) -> EnergyRatio? {
    if thousandthsOfPercent == 0 { return self }
    var factor = 100_000 + Int64(thousandthsOfPercent)
    var divisor: Int64 = 100_000
    guard factor > 0 else { return nil }
    var common = EnergyRatio.greatestCommonDivisor(factor, divisor)
    factor /= common
    divisor /= common
    common = EnergyRatio.greatestCommonDivisor(factor, Int64(denominator))
    factor /= common
    let below = Int64(denominator) / common
    common = EnergyRatio.greatestCommonDivisor(numerator, divisor)
    divisor /= common
    let (product, isTooLarge) = (numerator / common).multipliedReportingOverflow(by: factor)
    guard !isTooLarge, below * divisor <= Int64(Int32.max) else { return nil }
    return EnergyRatio(numerator: product, denominator: UInt32(below * divisor))
  }

  private static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return x
  }
}
