import COSEM

/// A meter's clock against this machine's.
public struct ClockReading: Equatable, Sendable {
  /// Meter minus this machine, in nanoseconds: positive where the meter is fast.
  public var offsetNanoseconds: Int64
  /// How far that may be wrong: half the interval that all samples allow.
  public var uncertaintyNanoseconds: Int64
  /// Samples taken.
  public var samples: Int
  /// Smallest step of the meter's clock as seen: 1 s, or 10 ms.
  public var resolutionNanoseconds: Int64
  /// The meter's time at the last sample, as it writes it.
  public var meterTime: COSEMDateTime
  /// True where this machine's clock is disciplined by a reference; without it the offset tells little.
  public var isHostSynchronised: Bool
}

/// Narrows a clock's offset down from samples.
///
/// A sample says: at some moment between sending the request and receiving the answer the meter's clock
/// showed `shown`, which stands for `shown` up to one resolution later. So the offset lies between
/// `shown - received` and `shown + resolution - sent`. The intervals of all samples are intersected; samples
/// on both sides of a second's edge make it narrow although the clock shows whole seconds only.
public struct OffsetInterval: Equatable, Sendable {
  /// Bounds of the offset in nanoseconds.
  public private(set) var lower = Int64.min
  public private(set) var upper = Int64.max
  /// Samples taken in.
  public private(set) var samples = 0
  /// Samples that contradict the others (the clock was set in between): they begin a new interval.
  public private(set) var contradictions = 0

  /// Nothing known.
  public init() {}

  /// Takes a sample in; times in nanoseconds UTC.
  public mutating func add(sent: Int64, received: Int64, shown: Int64, resolution: Int64) {
    let low = shown - received
    let high = shown + resolution - sent
    if low > upper || high < lower {
      contradictions += 1
      lower = low
      upper = high
    } else {
      lower = max(lower, low)
      upper = min(upper, high)
    }
    samples += 1
  }

  /// The middle of what is possible.
  public var offset: Int64 { lower / 2 + upper / 2 + (lower % 2 + upper % 2) / 2 }
  /// Half the width of what is possible.
  public var uncertainty: Int64 { (upper - lower) / 2 }
}
