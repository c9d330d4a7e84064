/// Length of an integration period. All divide the hour, so one period ends on every hour
/// (Codes of Practice 1, 2, 3, 5, 10: 30, 20, 15, 10 and 5 minutes selectable).
public enum PeriodLength: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case minutes5 = 5
  case minutes10 = 10
  case minutes15 = 15
  case minutes20 = 20
  case minutes30 = 30

  /// Length in minutes.
  public var minutes: Int { Int(rawValue) }
  /// Length in seconds.
  public var seconds: Int { Int(rawValue) * 60 }
  /// Length in nanoseconds.
  public var nanoseconds: Int64 { Int64(rawValue) * 60_000_000_000 }

  /// Start of the period on the UTC grid that contains `instant`.
  public func start(containing instant: Instant) -> Instant {
    let seconds = instant.seconds
    let length = Int64(self.seconds)
    let rest = seconds % length
    return Instant(seconds: seconds - (rest < 0 ? rest + length : rest))
  }
}
