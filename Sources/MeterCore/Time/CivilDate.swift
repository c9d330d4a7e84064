/// A date of the proleptic Gregorian calendar, in UTC.
public struct CivilDate: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// Year, 1970 to 2105 where it comes from stored seconds.
  public var year: Int
  /// Month, 1 to 12.
  public var month: Int
  /// Day of the month, 1 to 31.
  public var day: Int

  /// Creates a date; nothing is checked.
  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date `days` after 1970-01-01.
  public init(daysSince1970 days: Int) {
    // Years run from March, so that the leap day is the last of its year; eras have 400 years.
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * march + 2) / 5 + 1
    month = march < 10 ? march + 3 : march - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days from 1970-01-01; a day beyond the month's end counts on into the next month.
  public var daysSince1970: Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Day of the week, 1 Monday to 7 Sunday.
  public var weekday: Int { CivilDate.weekday(daysSince1970: daysSince1970) }

  /// Day of the week of the day `days` after 1970-01-01 (a Thursday), 1 Monday to 7 Sunday.
  public static func weekday(daysSince1970 days: Int) -> Int {
    let rest = (days + 3) % 7
    return (rest < 0 ? rest + 7 : rest) + 1
  }

  public static func < (a: CivilDate, b: CivilDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }
}
