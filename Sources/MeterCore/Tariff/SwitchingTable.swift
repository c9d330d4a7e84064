/// When which rate applies: up to 4 seasons, 4 week profiles, 16 day profiles and 50 special days, in UTC.
///
/// Seasons name a week, weeks name a day for every weekday, days name the rate from each half hour on; special
/// days replace the day of their date. Indices count from 0.
public struct SwitchingTable: StoredRecord {
  /// A season: valid from its start until the next season's start.
  public struct Season: Equatable, Sendable, BitwiseCopyable {
    /// First day. `any` means always; an open year means every year.
    public var start: TariffDate
    /// Week profile.
    public var week: UInt8

    /// Creates a season.
    public init(start: TariffDate, week: UInt8) {
      self.start = start
      self.week = week
    }
  }

  /// A date with a day profile of its own.
  public struct SpecialDay: Equatable, Sendable, BitwiseCopyable {
    /// The date; fields may be open.
    public var date: TariffDate
    /// Day profile.
    public var day: UInt8

    /// Creates a special day.
    public init(date: TariffDate, day: UInt8) {
      self.date = date
      self.day = day
    }
  }

  /// Seasons in use, 0 to 4.
  public var seasonCount: UInt8 = 0
  /// Week profiles in use, 0 to 4.
  public var weekCount: UInt8 = 0
  /// Day profiles in use, 0 to 16.
  public var dayCount: UInt8 = 0
  /// Special days in use, 0 to 50.
  public var specialDayCount: UInt8 = 0
  /// The seasons.
  public var seasons: InlineArray<4, Season>
  /// The week profiles: a day profile for Monday (0) to Sunday (6).
  public var weeks: InlineArray<4, InlineArray<7, UInt8>>
  /// The day profiles: the rate that begins with each half hour, 0 where none begins.
  public var days: InlineArray<16, InlineArray<48, UInt8>>
  /// The special days.
  public var specialDays: InlineArray<50, SpecialDay>

  /// A table without seasons: the present rate stays.
  public init() {
    seasons = InlineArray(repeating: Season(start: .any, week: 0))
    weeks = InlineArray(repeating: InlineArray(repeating: 0))
    days = InlineArray(repeating: InlineArray(repeating: 0))
    specialDays = InlineArray(repeating: SpecialDay(date: .any, day: 0))
  }

  /// A table with one rate at all times.
  public init(constantRate rate: UInt8) {
    self.init()
    seasonCount = 1
    weekCount = 1
    dayCount = 1
    days[0][0] = rate
  }

  public static var storedBytes: Int { 4 + 4 * 5 + 4 * 7 + 16 * 48 + 50 * 5 }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&seasonCount, &bytes)
    coder.field(&weekCount, &bytes)
    coder.field(&dayCount, &bytes)
    coder.field(&specialDayCount, &bytes)
    for index in 0..<4 {
      SwitchingTable.code(&seasons[index].start, &coder, &bytes)
      coder.field(&seasons[index].week, &bytes)
    }
    for index in 0..<4 { coder.fields(&weeks[index], &bytes) }
    for index in 0..<16 { coder.fields(&days[index], &bytes) }
    for index in 0..<50 {
      SwitchingTable.code(&specialDays[index].date, &coder, &bytes)
      coder.field(&specialDays[index].day, &bytes)
    }
  }

  private static func code(
    _ date: inout TariffDate, _ coder: inout RecordCoder, _ bytes: inout MutableRawSpan
  ) {
    coder.field(&date.year, &bytes)
    coder.field(&date.month, &bytes)
    coder.field(&date.day, &bytes)
  }
}
