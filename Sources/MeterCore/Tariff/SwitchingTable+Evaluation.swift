/// Finding the rate of a moment, and refusing tables that have none.
extension SwitchingTable {
  /// Days looked back for the last action, where a day begins without one.
  private static var longestLookBack: Int { 31 }

  /// The rate that applies at `seconds` UTC since 1970; nil where the table names none (the present one stays).
  public func rate(atSeconds seconds: Int64) -> UInt8? {
    var day = Int(seconds / 86_400)
    var slot = Int(seconds % 86_400) / 1800
    for _ in 0...Self.longestLookBack {
      if let profile = dayProfile(ofDay: day), Int(profile) < Int(dayCount) {
        while slot >= 0 {
          let rate = days[Int(profile)][slot]
          if rate != 0 { return rate }
          slot -= 1
        }
      }
      day -= 1
      slot = 47
    }
    return nil
  }

  /// The day profile of the day `day` after 1970-01-01: a special day's, or that of season and weekday.
  func dayProfile(ofDay day: Int) -> UInt8? {
    let date = CivilDate(daysSince1970: day)
    for index in 0..<Int(specialDayCount) where specialDays[index].date.matches(date) {
      return specialDays[index].day
    }
    var best: Int?
    var bestStart = Int.min
    for index in 0..<Int(seasonCount) {
      guard let start = latestStart(of: seasons[index].start, on: date, day: day) else { continue }
      if best == nil || start >= bestStart {
        best = index
        bestStart = start
      }
    }
    guard let best, seasons[best].week < weekCount else { return nil }
    return weeks[Int(seasons[best].week)][CivilDate.weekday(daysSince1970: day) - 1]
  }

  /// The newest day on or before `day` on which a season with this start begins.
  private func latestStart(of start: TariffDate, on date: CivilDate, day: Int) -> Int? {
    if start.month == 0xFF || start.day == 0xFF { return Int.min }
    let month = Int(start.month)
    let dayOfMonth = Int(start.day)
    if start.year != 0xFFFF {
      let number = CivilDate(year: Int(start.year), month: month, day: dayOfMonth).daysSince1970
      return number <= day ? number : nil
    }
    let thisYear = CivilDate(year: date.year, month: month, day: dayOfMonth).daysSince1970
    if thisYear <= day { return thisYear }
    return CivilDate(year: date.year - 1, month: month, day: dayOfMonth).daysSince1970
  }

  /// Why the table cannot be used for `account`; nil when it can.
  public func defect(for account: TariffAccount) -> TariffError? {
    guard seasonCount <= 4, weekCount <= 4, dayCount <= 16, specialDayCount <= 50 else {
      return .tooManyEntries
    }
    guard seasonCount >= 1, weekCount >= 1, dayCount >= 1 else { return .empty }
    for index in 0..<Int(seasonCount) {
      guard seasons[index].week < weekCount else { return .unknownWeek(season: UInt8(index)) }
      guard seasons[index].start.isValid else { return .invalidDate }
    }
    for week in 0..<Int(weekCount) {
      for weekday in 0..<7 where weeks[week][weekday] >= dayCount { return .unknownDay(week: UInt8(week)) }
    }
    var actions = 0
    for day in 0..<Int(dayCount) {
      for slot in 0..<48 where days[day][slot] != 0 {
        guard account.hasRate(days[day][slot]) else { return .unknownRate(days[day][slot]) }
        actions += 1
      }
    }
    guard actions > 0 else { return .empty }
    for index in 0..<Int(specialDayCount) {
      guard specialDays[index].day < dayCount else { return .unknownSpecialDay(index: UInt8(index)) }
      guard specialDays[index].date.isValid else { return .invalidDate }
    }
    return nil
  }
}
