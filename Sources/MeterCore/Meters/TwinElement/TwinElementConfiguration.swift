/// Set-up of a twin-element meter.
public struct TwinElementConfiguration: Sendable, BitwiseCopyable {
  /// What the meter does beyond the published standard; nothing by default.
  public var capabilities: TwinElementCapabilities = .published
  /// How the clock follows its source: 10 s, larger corrections are refused.
  public var clockRules = ClockRules(limitNanoseconds: 10_000_000_000, beyondLimit: .refuse)
  /// Longest time between two commits while anything changed, in nanoseconds: the loss bound of a supply cut.
  public var commitNanoseconds: Int64 = 60_000_000_000
  /// Power falls to zero after this time without energy, in nanoseconds.
  public var powerTimeoutNanoseconds: Int64 = 600_000_000_000
  /// Which tariffs the randomised offset delays. *Unverified*: the import tariffs only, by default.
  public var randomisedAccounts: InlineArray<3, Bool> = [true, true, false]
  /// Wrong PINs before the PIN is locked, and for how long in nanoseconds. *Unverified.*
  public var pinAttempts: UInt8 = 3
  public var pinLockNanoseconds: Int64 = 600_000_000_000
  /// Shortest outage that raises 8F36 rather than 8F35, in seconds.
  public var longOutageSeconds: Int64 = 180
  /// Averaging period of the RMS voltage log in seconds; a divisor of a day.
  public var voltagePeriodSeconds: Int64 = 1800

  /// The defaults.
  public init() {}
}
