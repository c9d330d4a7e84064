import MeterCore

/// Time stamps as charge points write them, to the nanosecond and back, without a time zone database.
public enum RFC3339 {
  /// Reads `2026-01-05T10:30:00Z`, `…00.123Z`, `…00+01:00`; a blank may stand for the `T`.
  ///
  /// A stamp without an offset counts as UTC (both OCPP versions ask for UTC) and is reported as such.
  /// Digits beyond the nanosecond are cut. Nil when the text is no such stamp.
  public static func instant(_ text: String) -> (instant: Instant, hasOffset: Bool)? {
    let bytes = Array(text.utf8)
    func number(_ start: Int, _ count: Int) -> Int64? {
      guard start + count <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[start..<start + count] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    func isByte(_ index: Int, _ characters: String) -> Bool {
      index < bytes.count && characters.utf8.contains(bytes[index])
    }
    guard let year = number(0, 4), isByte(4, "-"), let month = number(5, 2), isByte(7, "-"),
      let day = number(8, 2), isByte(10, "Tt "), let hour = number(11, 2), isByte(13, ":"),
      let minute = number(14, 2), isByte(16, ":"), let second = number(17, 2), year >= 1970, year <= 2261,
      (1...12).contains(month), day >= 1, day <= daysIn(month: month, year: year), hour < 24, minute < 60,
      second <= 60
    else { return nil }
    var position = 19
    var nanoseconds: Int64 = 0
    if isByte(position, ".,") {
      position += 1
      var unit: Int64 = 100_000_000
      let start = position
      while let digit = number(position, 1) {
        nanoseconds += digit * unit
        unit /= 10
        position += 1
      }
      guard position > start else { return nil }
    }
    var offsetSeconds: Int64 = 0
    let hasOffset = position < bytes.count
    if isByte(position, "Zz") {
      position += 1
    } else if isByte(position, "+-") {
      let sign: Int64 = isByte(position, "-") ? -1 : 1
      let hasColon = isByte(position + 3, ":")
      guard let hours = number(position + 1, 2), let minutes = number(position + (hasColon ? 4 : 3), 2),
        hours < 24, minutes < 60
      else { return nil }
      offsetSeconds = sign * (hours * 3600 + minutes * 60)
      position += hasColon ? 6 : 5
    }
    guard position == bytes.count else { return nil }
    let seconds =
      days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second - offsetSeconds
    return (Instant(nanoseconds: seconds * 1_000_000_000 + nanoseconds), hasOffset)
  }

  /// `2026-01-05T10:30:00Z`, with a fraction of as many digits as are needed.
  public static func text(_ instant: Instant) -> String {
    let seconds = instant.seconds
    let nanoseconds = instant.nanoseconds - seconds * 1_000_000_000
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
    var fraction = ""
    if nanoseconds != 0 {
      fraction = String(String(1_000_000_000 + nanoseconds).dropFirst())
      while fraction.last == "0" { fraction.removeLast() }
      fraction = "." + fraction
    }
    return
      "\(year)-\(two(month))-\(two(day))T\(two(rest / 3600)):\(two(rest % 3600 / 60)):\(two(rest % 60))\(fraction)Z"
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func daysIn(month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
