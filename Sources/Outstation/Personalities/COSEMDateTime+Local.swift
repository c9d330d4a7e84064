import COSEM

extension COSEMDateTime {
  /// A time as a meter writes it: UTC, or the local time of Great Britain with its deviation and daylight-saving mark.
  init(utcSeconds seconds: Int64, hundredths: UInt8 = 0, status: UInt8 = 0, isLocal: Bool) {
    self.init(utcSeconds: seconds, hundredths: hundredths, status: status)
    guard isLocal && isBritishSummer else { return }
    self.init(utcSeconds: seconds + 3600, hundredths: hundredths, status: status | 0x80)
    deviationMinutes = -60
  }

  /// True where a UTC time is in the daylight-saving time of Great Britain.
  static func isBritishSummer(_ seconds: Int64) -> Bool {
    COSEMDateTime(utcSeconds: seconds).isBritishSummer
  }

  /// True from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October; of a UTC time.
  var isBritishSummer: Bool {
    guard month == 3 || month == 10 else { return month > 3 && month < 10 }
    // The latest Sunday so far; the last of the month where none follows.
    let sunday = Int(day) - Int(weekday % 7)
    let isOver = sunday + 7 > 31 && (Int(day) > sunday || hour >= 1)
    return isOver == (month == 3)
  }
}
