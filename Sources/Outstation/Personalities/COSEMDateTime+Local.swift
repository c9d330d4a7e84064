import COSEM

extension COSEMDateTime {
  /// A time as a meter writes it: UTC, or the local time of Great Britain with its deviation and daylight-saving mark.
  init(utcSeconds seconds: Int64, hundredths: UInt8 = 0, status: UInt8 = 0, isLocal: Bool) {
    self.init(utcSeconds: seconds, hundredths: hundredths, status: status)
    guard isLocal && isBritishSummer else { return }
    self.init(utcSeconds: seconds + 3600, hundredths: hundredths, status: status | 0x80)
    deviationMinutes = -60
  }

  /// UTC of a time that was given without deviation, as a meter with local time takes it. Of the two instants that such a
  /// time has in the hour that comes twice, the later where `isLatest`.
  static func utcSeconds(local seconds: Int64, isLatest: Bool) -> Int64 {
    let isSummer = isBritishSummer(seconds - 3600)
    return isSummer && !(isLatest && !isBritishSummer(seconds)) ? seconds - 3600 : seconds
  }

  /// When daylight-saving time of Great Britain begins and ends every year: the last Sunday of March at 1:00 and of October
  /// at 2:00, as the clock shows before the change.
  static func britishSummer(isEnd: Bool) -> COSEMDateTime {
    var time = COSEMDateTime.unspecified
    time.month = isEnd ? 10 : 3
    time.day = 0xFE
    time.weekday = 7
    time.hour = isEnd ? 2 : 1
    time.minute = 0
    time.second = 0
    time.hundredths = 0
    time.deviationMinutes = isEnd ? -60 : 0
    time.status = isEnd ? 0x80 : 0
    return time
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
