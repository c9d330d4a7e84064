/// A calendar date of a flow: `ccyymmdd`.
public struct FlowDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public var days: Int

  /// A date from days since 1970-01-01.
  public init(days: Int) { self.days = days }

  /// The UTC date of a time.
  public init(utcSeconds seconds: Int64) {
    days = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
  }

  /// Reads `ccyymmdd` (or `YYYY-MM-DD`); nil where that is no date from 1970 to 2200.
  public init?(_ text: some StringProtocol) {
    let digits = text.utf8.count == 10 ? String(text.filter { $0 != "-" }) : String(text)
    guard digits.utf8.count == 8, digits.utf8.allSatisfy({ (48...57).contains($0) }), let all = Int(digits)
    else { return nil }
    let (year, month, day) = (all / 10_000, all / 100 % 100, all % 100)
    guard (1970...2200).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    // Civil date to days, by years that begin in March.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    self.days = days
    // 31 April is not 1 May.
    guard description == digits else { return nil }
  }

  /// Start of the date in UTC seconds since 1970.
  public var startSeconds: Int64 { Int64(days) * 86_400 }

  /// `ccyymmdd`.
  public var description: String {
    let p = UTCStamp.parts(startSeconds)
    return "\(p.year)\(UTCStamp.two(p.month))\(UTCStamp.two(p.day))"
  }

  /// `YYYY-MM-DD`.
  public var dashed: String {
    let p = UTCStamp.parts(startSeconds)
    return "\(p.year)-\(UTCStamp.two(p.month))-\(UTCStamp.two(p.day))"
  }

  public static func < (a: FlowDate, b: FlowDate) -> Bool { a.days < b.days }

  /// `ccyymmddhhmmss` of a UTC time.
  static func stamp(_ seconds: Int64) -> String {
    let p = UTCStamp.parts(seconds)
    return FlowDate(utcSeconds: seconds).description + UTCStamp.two(p.hour) + UTCStamp.two(p.minute)
      + UTCStamp.two(p.second)
  }

  /// UTC seconds of `ccyymmddhhmmss`.
  static func seconds(ofStamp text: some StringProtocol) -> Int64? {
    guard text.utf8.count == 14, text.utf8.allSatisfy({ (48...57).contains($0) }),
      let date = FlowDate(text.prefix(8)), let time = Int(text.suffix(6))
    else { return nil }
    let (hour, minute, second) = (time / 10_000, time / 100 % 100, time % 100)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return date.startSeconds + Int64(hour * 3600 + minute * 60 + second)
  }
}
