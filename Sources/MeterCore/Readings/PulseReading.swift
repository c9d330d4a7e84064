/// A pulse counter of a charge point's own meter, at the instant it stood there.
public struct PulseReading: Equatable, Sendable, BitwiseCopyable {
  /// Index of the virtual meter it belongs to; 0 for a meter on its own.
  public var meter: UInt32
  /// UTC of the reading. Kept to the millisecond (rounded down).
  public var instant: Instant
  /// Pulses counted since the counter's start.
  public var pulses: UInt64
  /// Doubt about it.
  public var quality: ReadingQuality

  /// Creates a reading.
  public init(meter: UInt32 = 0, instant: Instant, pulses: UInt64, quality: ReadingQuality = []) {
    self.meter = meter
    self.instant = instant
    self.pulses = pulses
    self.quality = quality
  }

  /// The counter as a register in µWh, rounded down from the exact total; nil where it does not fit.
  public func registerReading(pulseEnergy ratio: EnergyRatio) -> RegisterReading? {
    let count = Int64(exactly: pulses)
    let denominator = Int64(ratio.denominator)
    guard let count else { return nil }
    let (whole, overflow) = (count / denominator).multipliedReportingOverflow(by: ratio.numerator)
    guard !overflow,
      let rest = WideArithmetic.product(
        UInt64(count % denominator), UInt64(ratio.numerator), dividedBy: UInt64(denominator))
    else { return nil }
    let (sum, carried) = whole.addingReportingOverflow(Int64(rest))
    guard !carried else { return nil }
    return RegisterReading(
      meter: meter, instant: instant, register: Energy(microwattHours: sum), quality: quality)
  }
}
