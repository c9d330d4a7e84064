import COSEM
import Instation

extension BoardFile {
  static func collection(_ root: BoardSection, of board: Board) throws -> BoardCollection? {
    guard
      let section = try root.section(
        "collection",
        keys: [
          "meters_file", "archive", "daily_utc", "half_hour_offset_s", "stale_after_minutes", "catch_up_days",
          "parallel", "reconcile",
        ])
    else { return nil }
    let file = try section.requiredText("meters_file")
    var schedule = CollectionSchedule()
    if let text = try section.text("daily_utc") {
      guard let minute = minute(text) else {
        throw section.error(at: "daily_utc", "'daily_utc' must be a time like \"00:20\", not '\(text)'")
      }
      schedule.dailyMinute = minute
    }
    schedule.halfHourOffsetSeconds = try section.integer("half_hour_offset_s", in: 0...1799)
    guard schedule.dailyMinute != nil || schedule.halfHourOffsetSeconds != nil else {
      throw section.error(at: "daily_utc", "'collection' needs 'daily_utc' or 'half_hour_offset_s'")
    }
    let half = schedule.halfHourOffsetSeconds != nil
    return BoardCollection(
      metersFile: file, archive: try section.text("archive"), schedule: schedule,
      staleMinutes: try section.integer("stale_after_minutes", in: 1...100_000) ?? (half ? 90 : 1560),
      catchUpDays: try section.integer("catch_up_days", in: 1...4000) ?? 90,
      parallel: try section.integer("parallel", in: 1...256) ?? 16,
      reconciled: try reconciled(section, of: board))
  }

  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  private static func reconciled(
    _ section: BoardSection, of board: Board
  ) throws -> [BoardCollection.Reconciled] {
    var used: Set<String> = []
    return try section.sections(
      "reconcile", name: "reconciled channel", keys: ["channel", "meter", "register"]
    ).map { item in
      let channel = try item.requiredText("channel")
      guard board.channels.contains(where: { $0.name == channel }) else {
        throw item.error(at: "channel", "there is no pulse channel '\(channel)' on this board")
      }
      guard used.insert(channel).inserted else {
        throw item.error(at: "channel", "the channel '\(channel)' is reconciled twice")
      }
      let code = try item.requiredText("register")
      guard let register = OBIS(code) else {
        throw item.error(at: "register", "'\(code)' is no code of six groups, e.g. 1.0.1.8.0.255")
      }
      return BoardCollection.Reconciled(
        channel: channel, meter: try item.requiredText("meter"), register: register)
    }
  }
}
