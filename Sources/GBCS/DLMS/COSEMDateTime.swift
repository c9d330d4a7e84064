/// A COSEM date-time of 12 octets: year, month, day, week day, hour, minute, second, hundredths, deviation, status.
public struct COSEMDateTime: Equatable, Hashable, Sendable, CustomStringConvertible {
  public let octets: [UInt8]

  /// `octets` must be 12.
  init(octets: [UInt8]) {
    precondition(octets.count == 12, "a date-time has 12 octets")
    self.octets = octets
  }

  /// Of exactly 12 octets; nil otherwise.
  public init?(_ octets: [UInt8]) {
    guard octets.count == 12 else { return nil }
    self.octets = octets
  }

  /// "At once" as an activation time.
  public static let immediately = COSEMDateTime(octets: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0xFF])
  /// "Never" as an activation time: cancels what is staged.
  public static let never = COSEMDateTime(
    octets: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0xFF])

  private static let epochDay = days(year: 2000, month: 1, day: 1)

  /// UTC time as GBCS writes it: week day and deviation unspecified, hundredths 0.
  public init(secondsSince2000 seconds: UInt32) {
    let clock = Int(seconds) % 86_400
    let (year, month, day) = Self.date(day: Int(seconds) / 86_400 + Self.epochDay)
    octets = [
      UInt8(year >> 8), UInt8(year & 0xFF), UInt8(month), UInt8(day), 0xFF, UInt8(clock / 3600),
      UInt8(clock / 60 % 60), UInt8(clock % 60), 0, 0x80, 0, 0xFF,
    ]
  }

  /// Seconds since 2000-01-01T00:00:00Z; nil where a field is unspecified or out of range.
  public var secondsSince2000: UInt32? {
    let year = Int(octets[0]) << 8 | Int(octets[1])
    let (month, day) = (Int(octets[2]), Int(octets[3]))
    let (hour, minute, second) = (Int(octets[5]), Int(octets[6]), Int(octets[7]))
    guard (2000...2136).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24,
      minute < 60,
      second < 60
    else { return nil }
    let number = Self.days(year: year, month: month, day: day)
    guard Self.date(day: number) == (year, month, day) else { return nil }
    return UInt32(exactly: (number - Self.epochDay) * 86_400 + hour * 3600 + minute * 60 + second)
  }

  public var description: String {
    switch self {
    case .immediately: return "immediately"
    case .never: return "never"
    default: break
    }
    func two(_ value: UInt8) -> String { value == 0xFF ? "**" : value < 10 ? "0\(value)" : "\(value)" }
    let year = Int(octets[0]) << 8 | Int(octets[1])
    let date = "\(year == 0xFFFF ? "****" : "\(year)")-\(two(octets[2]))-\(two(octets[3]))"
    return "\(date)T\(two(octets[5])):\(two(octets[6])):\(two(octets[7]))Z"
  }

  /// Day number of a Gregorian date, March-based eras (days since 0000-03-01).
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  }

  private static func date(day: Int) -> (year: Int, month: Int, day: Int) {
    let era = day / 146_097
    let dayOfEra = day % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}
