/// How long the bench waits for a charge point, in seconds and nanoseconds of the real clock. What a scenario measures
/// is in the charge point's own time: the stamps of its readings.
public struct LiveTiming: Sendable {
  /// Between two looks at what came.
  public var pollNanoseconds: Int64 = 200_000_000
  /// Without a reading for so long, one is asked for.
  public var askAfterSeconds: Double = 300
  /// Without a reading for so long, the scenario fails.
  public var silenceSeconds: Double = 2400
  /// The longest wait for one thing.
  public var longestSeconds: Double = 6 * 3600
  /// True once the tester wants to end: the scenario that runs is closed, the rest is not run.
  public var isStopped: @Sendable () -> Bool = { false }
  /// Monotonic clock.
  public var monotonicNanoseconds: @Sendable () -> Int64
  /// Waits.
  public var sleep: @Sendable (_ nanoseconds: Int64) async throws -> Void

  /// Creates a timing.
  public init(
    monotonicNanoseconds: @escaping @Sendable () -> Int64,
    sleep: @escaping @Sendable (_ nanoseconds: Int64) async throws -> Void
  ) {
    self.monotonicNanoseconds = monotonicNanoseconds
    self.sleep = sleep
  }
}
