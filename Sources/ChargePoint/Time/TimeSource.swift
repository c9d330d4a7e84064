import MeterCore

/// The clocks of a service: UTC for stamps, monotonic for durations. They are given, never taken.
public struct TimeSource: Sendable {
  /// UTC now.
  public var utc: @Sendable () -> Instant
  /// Monotonic nanoseconds.
  public var monotonicNanoseconds: @Sendable () -> Int64
  /// Waits on the monotonic clock; throws when the task is cancelled.
  public var sleep: @Sendable (_ nanoseconds: Int64) async throws -> Void

  /// Creates a time source.
  public init(
    utc: @escaping @Sendable () -> Instant, monotonicNanoseconds: @escaping @Sendable () -> Int64,
    sleep: @escaping @Sendable (_ nanoseconds: Int64) async throws -> Void
  ) {
    self.utc = utc
    self.monotonicNanoseconds = monotonicNanoseconds
    self.sleep = sleep
  }
}
