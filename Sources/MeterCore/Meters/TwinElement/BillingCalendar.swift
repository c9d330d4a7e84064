/// When the billing data log takes a row, at 00:00 UTC.
public struct BillingCalendar: Equatable, Sendable, BitwiseCopyable {
  /// How often.
  public enum Period: UInt8, Sendable, BitwiseCopyable {
    case never = 0
    case daily = 1
    case weekly = 2
    case monthly = 3
  }

  /// How often.
  public var period: Period = .never
  /// Weekday 1 (Monday) to 7, or day of the month 1 to 28.
  public var day: UInt8 = 1
  /// Months in which a monthly row is due: bit 0 is January.
  public var months: UInt16 = 0x0FFF

  /// No billing calendar.
  public init() {}

  /// Creates a calendar.
  public init(_ period: Period, day: UInt8 = 1, months: UInt16 = 0x0FFF) {
    self.period = period
    self.day = day
    self.months = months
  }

  /// True when a row is due at the start of the day `day` after 1970-01-01.
  func isDue(day number: Int) -> Bool {
    switch period {
    case .never: false
    case .daily: true
    case .weekly: CivilDate.weekday(daysSince1970: number) == Int(day)
    case .monthly:
      CivilDate(daysSince1970: number).day == Int(day)
        && months & 1 << UInt16(CivilDate(daysSince1970: number).month - 1) != 0
    }
  }
}
