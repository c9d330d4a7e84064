/// UTC calendar text from seconds since 1970, without a time zone database.
public enum UTCStamp {
  /// Calendar parts of a UTC time (proleptic Gregorian).
  public static func parts(
    _ seconds: Int64
  ) -> (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    var days = seconds / 86_400
    var rest = seconds % 86_400
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    // Days to civil date by 400-year eras that begin on 1 March.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (
      Int(year), Int(month), Int(day), Int(rest / 3600), Int(rest % 3600 / 60), Int(rest % 60)
    )
  }

  /// `YYYY-MM-DD HH:MM`.
  public static func text(_ seconds: Int64) -> String {
    let p = parts(seconds)
    return "\(p.year)-\(two(p.month))-\(two(p.day)) \(two(p.hour)):\(two(p.minute))"
  }

  /// `YYYY-MM-DDTHH:MM:SSZ`.
  public static func iso(_ seconds: Int64) -> String {
    let p = parts(seconds)
    return
      "\(p.year)-\(two(p.month))-\(two(p.day))T\(two(p.hour)):\(two(p.minute)):\(two(p.second))Z"
  }

  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
