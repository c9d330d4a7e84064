/// Date and time as COSEM writes it: 12 octets, any of which may be unspecified.
public struct COSEMDateTime: Equatable, Sendable, BitwiseCopyable {
  /// Year, 0xFFFF when unspecified.
  public var year: UInt16
  /// Month 1 to 12, 0xFF when unspecified.
  public var month: UInt8
  /// Day of month 1 to 31, 0xFF when unspecified.
  public var day: UInt8
  /// Day of week, 1 is Monday, 0xFF when unspecified.
  public var weekday: UInt8
  /// Hour, 0xFF when unspecified.
  public var hour: UInt8
  /// Minute, 0xFF when unspecified.
  public var minute: UInt8
  /// Second, 0xFF when unspecified.
  public var second: UInt8
  /// Hundredths of a second, 0xFF when unspecified.
  public var hundredths: UInt8
  /// Minutes to add to this time to get UTC, -0x8000 when unspecified.
  public var deviationMinutes: Int16
  /// Bit 0 invalid, 1 doubtful, 2 different clock base, 3 invalid status, 7 daylight saving; 0xFF unspecified.
  public var status: UInt8

  /// Octets of the encoding.
  public static var octetCount: Int { 12 }

  /// A UTC time of whole seconds since 1970, with deviation 0.
  public init(utcSeconds seconds: Int64, hundredths: UInt8 = 0, status: UInt8 = 0) {
    // Days of the civil calendar, by eras of 400 years from 1 March 0000 (fits 32 bits).
    var days = Int32(truncatingIfNeeded: seconds / 86_400)
    var rest = Int32(truncatingIfNeeded: seconds % 86_400)
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    day = UInt8(truncatingIfNeeded: dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    month = UInt8(truncatingIfNeeded: monthIndex < 10 ? monthIndex + 3 : monthIndex - 9)
    year = UInt16(truncatingIfNeeded: yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
    let dayOfWeek = (days + 3) % 7
    weekday = UInt8(truncatingIfNeeded: (dayOfWeek < 0 ? dayOfWeek + 7 : dayOfWeek) + 1)
    hour = UInt8(truncatingIfNeeded: rest / 3600)
    minute = UInt8(truncatingIfNeeded: rest / 60 % 60)
    second = UInt8(truncatingIfNeeded: rest % 60)
    self.hundredths = hundredths
    deviationMinutes = 0
    self.status = status
  }

  /// Decodes 12 octets at `offset`; the caller has checked that they are there.
  public init(_ octets: RawSpan, at offset: Int) {
    func octet(_ index: Int) -> UInt8 { octets.unsafeLoad(fromByteOffset: offset + index, as: UInt8.self) }
    year = UInt16(octet(0)) << 8 | UInt16(octet(1))
    month = octet(2)
    day = octet(3)
    weekday = octet(4)
    hour = octet(5)
    minute = octet(6)
    second = octet(7)
    hundredths = octet(8)
    deviationMinutes = Int16(bitPattern: UInt16(octet(9)) << 8 | UInt16(octet(10)))
    status = octet(11)
  }

  /// A time of which nothing is specified.
  public static let unspecified = COSEMDateTime(
    [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0xFF] as InlineArray<12, UInt8>)

  init(_ octets: InlineArray<12, UInt8>) { self.init(octets.span.bytes, at: 0) }

  /// UTC seconds since 1970; nil where the date is unspecified or is none. An unspecified time of day counts
  /// as zero; an unspecified deviation means UTC, which is the time base of settlement.
  public var utcSeconds: Int64? {
    guard year >= 1970, year <= 2199, (1...12).contains(month), (1...31).contains(day) else { return nil }
    guard hour < 24 || hour == 0xFF, minute < 60 || minute == 0xFF, second < 60 || second == 0xFF else {
      return nil
    }
    let y = Int32(year) - (month <= 2 ? 1 : 0)
    let era = y / 400
    let yearOfEra = y - era * 400
    let monthIndex = Int32(month) + (month > 2 ? -3 : 9)
    let dayOfYear = (153 * monthIndex + 2) / 5 + Int32(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    let check = COSEMDateTime(utcSeconds: Int64(days) * 86_400)
    guard check.day == day else { return nil }
    var rest = hour == 0xFF ? 0 : Int64(hour) * 3600
    rest += (minute == 0xFF ? 0 : Int64(minute) * 60) + (second == 0xFF ? 0 : Int64(second))
    let deviation = deviationMinutes == -0x8000 ? 0 : Int64(deviationMinutes) * 60
    return Int64(days) * 86_400 + rest + deviation
  }

  /// Writes the 12 octets.
  public func write(_ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    writer.put16(year, &octets)
    writer.put(month, &octets)
    writer.put(day, &octets)
    writer.put(weekday, &octets)
    writer.put(hour, &octets)
    writer.put(minute, &octets)
    writer.put(second, &octets)
    writer.put(hundredths, &octets)
    writer.put16(UInt16(bitPattern: deviationMinutes), &octets)
    writer.put(status, &octets)
  }
}
