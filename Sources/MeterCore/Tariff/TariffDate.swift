/// A date of a switching table; fields may be open.
public struct TariffDate: Equatable, Sendable, BitwiseCopyable {
  /// Year, 0xFFFF for every year.
  public var year: UInt16
  /// Month 1 to 12, 0xFF for every month.
  public var month: UInt8
  /// Day 1 to 31, 0xFF for every day.
  public var day: UInt8

  /// No field given.
  public static let any = TariffDate(year: 0xFFFF, month: 0xFF, day: 0xFF)

  /// Creates a date.
  public init(year: UInt16 = 0xFFFF, month: UInt8, day: UInt8) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// True for a day this date names.
  public func matches(_ date: CivilDate) -> Bool {
    (year == 0xFFFF || Int(year) == date.year) && (month == 0xFF || Int(month) == date.month)
      && (day == 0xFF || Int(day) == date.day)
  }

  /// True when every field is open or in its range, and a month without a day (or the reverse) does not occur.
  var isValid: Bool {
    let isMonth = (1...12).contains(month)
    let isDay = (1...31).contains(day)
    return (isMonth || month == 0xFF) && (isDay || day == 0xFF)
  }
}
