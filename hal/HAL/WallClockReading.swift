/// UTC as a wall clock reports it.
public struct WallClockReading: Equatable, Sendable, BitwiseCopyable {
  /// UTC nanoseconds since 1970-01-01, without leap seconds.
  public var utcNanoseconds: Int64
  /// True when the source is disciplined by a reference (NTP, radio, authorised instation).
  public var isSynchronised: Bool
  /// The source's own estimate of its largest error in nanoseconds, nil when it has none.
  public var maximumErrorNanoseconds: Int64?

  /// Creates a reading.
  public init(utcNanoseconds: Int64, isSynchronised: Bool, maximumErrorNanoseconds: Int64? = nil) {
    self.utcNanoseconds = utcNanoseconds
    self.isSynchronised = isSynchronised
    self.maximumErrorNanoseconds = maximumErrorNanoseconds
  }
}
