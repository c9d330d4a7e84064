/// Channels, rate and range of a sample source.
public struct SampleFormat: Equatable, Sendable, BitwiseCopyable {
  /// Samples in a set, 1 to 32.
  public var channelCount: UInt8
  /// Sets per second as a ratio of integers, so that 7812.5 Hz is exact; both above zero.
  public var setsPerSecondNumerator: UInt32
  /// Denominator of the rate.
  public var setsPerSecondDenominator: UInt32
  /// Bits of the converter that carry signal, sign included, 2 to 32.
  public var significantBits: UInt8
  /// Largest positive count; the range is `-fullScale - 1 ... fullScale`, and its ends are the end stops.
  public var fullScale: Int32

  /// Creates a format; full scale defaults to that of a signed number of `significantBits` bits.
  public init(
    channelCount: UInt8, setsPerSecondNumerator: UInt32, setsPerSecondDenominator: UInt32 = 1,
    significantBits: UInt8, fullScale: Int32? = nil
  ) {
    self.channelCount = channelCount
    self.setsPerSecondNumerator = setsPerSecondNumerator
    self.setsPerSecondDenominator = setsPerSecondDenominator
    self.significantBits = significantBits
    self.fullScale = fullScale ?? Int32(truncatingIfNeeded: (Int64(1) << (Int64(significantBits) - 1)) - 1)
  }

  /// True when the fields are within the ranges stated above.
  public var isValid: Bool {
    channelCount >= 1 && channelCount <= 32 && setsPerSecondNumerator > 0 && setsPerSecondDenominator > 0
      && significantBits >= 2 && significantBits <= 32 && fullScale > 0
  }

  /// Whole nanoseconds that `sets` sets last, rounded down. Not for per-sample paths (128-bit division).
  public func nanoseconds(sets: UInt64) -> Int64 {
    let rate = UInt64(setsPerSecondNumerator)
    let (seconds, rest) = (sets &* UInt64(setsPerSecondDenominator)).quotientAndRemainder(dividingBy: rate)
    // rest < 2^32, so the product stays below 2^62.
    return Int64(truncatingIfNeeded: seconds &* 1_000_000_000 &+ rest &* 1_000_000_000 / rate)
  }

  /// Whole sets that fit into `nanoseconds` (zero or more), rounded down. Not for per-sample paths.
  public func sets(nanoseconds: Int64) -> UInt64 {
    let seconds = UInt64(max(nanoseconds, 0)) / 1_000_000_000
    let rest = UInt64(max(nanoseconds, 0)) % 1_000_000_000
    let rate = UInt64(setsPerSecondNumerator)
    let (whole, part) = (seconds &* rate).quotientAndRemainder(
      dividingBy: UInt64(setsPerSecondDenominator))
    let nano = part &* 1_000_000_000 &+ rest &* rate
    return whole &+ nano / (UInt64(setsPerSecondDenominator) &* 1_000_000_000)
  }
}
