/// A daily read of one register and its rates.
public struct DailyReading: Equatable, Sendable {
  /// 00:00 UTC that ended the day, seconds since 1970.
  public var seconds: UInt32
  /// Cumulative Wh.
  public var total: UInt32
  /// Wh of rates 1 to 4, as many as `rateCount` says.
  public var rates: InlineArray<4, UInt32>
  /// 4 where the direction has a tariff in the meter, 0 where not.
  public var rateCount: UInt8
  /// Doubt about the day.
  public var flags: PeriodFlags

  public static func == (a: DailyReading, b: DailyReading) -> Bool {
    a.seconds == b.seconds && a.total == b.total && a.rateCount == b.rateCount && a.flags == b.flags
      && a.rates[0] == b.rates[0] && a.rates[1] == b.rates[1] && a.rates[2] == b.rates[2]
      && a.rates[3] == b.rates[3]
  }
}
