/// Limits of a plausible pulse. A pulse outside them is counted and marked suspect, never dropped.
public struct PulseRules: Equatable, Sendable, BitwiseCopyable {
  /// Filter threshold in nanoseconds.
  public var filterNanoseconds: Int64
  /// Shortest plausible active time in nanoseconds.
  public var shortestActiveNanoseconds: Int64
  /// Longest plausible active time in nanoseconds.
  public var longestActiveNanoseconds: Int64
  /// Shortest plausible time between pulses in nanoseconds (from the highest power), 0 for no limit.
  public var shortestIntervalNanoseconds: Int64

  /// Rules for an S0 output (IEC 62053-31: at least 30 ms active, 30 ms idle): 10 ms filter, 20 ms to 2 s.
  public static let pulseOutput = PulseRules(
    filterNanoseconds: 10_000_000, shortestActiveNanoseconds: 20_000_000,
    longestActiveNanoseconds: 2_000_000_000, shortestIntervalNanoseconds: 0)

  /// Creates rules; all times in nanoseconds.
  public init(
    filterNanoseconds: Int64, shortestActiveNanoseconds: Int64, longestActiveNanoseconds: Int64,
    shortestIntervalNanoseconds: Int64
  ) {
    self.filterNanoseconds = filterNanoseconds
    self.shortestActiveNanoseconds = shortestActiveNanoseconds
    self.longestActiveNanoseconds = longestActiveNanoseconds
    self.shortestIntervalNanoseconds = shortestIntervalNanoseconds
  }
}
