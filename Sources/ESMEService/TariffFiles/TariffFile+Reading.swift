import Foundation
import Gateway
import MeterCore
import Yams

/// Reading. Everything refused has its file, line, column and reason; unknown keys are refused.
extension TariffFile {
  /// Reads the tariff at `path`.
  public static func load(_ path: String) throws -> TariffFile {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BoardFileError(file: path, line: 0, column: 0, reason: "cannot be read; check the name")
    }
    return try parse(String(decoding: data, as: UTF8.self), file: path)
  }

  /// Reads a tariff from YAML or JSON; `file` is for messages.
  public static func parse(_ text: String, file: String) throws -> TariffFile {
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch let error as YamlError {
      throw BoardFile.syntaxError(error, file: file)
    }
    guard let node else {
      throw BoardFileError(file: file, line: 1, column: 1, reason: "the file is empty")
    }
    let root = try BoardSection(
      node, file: file, name: "the tariff", keys: ["version", "tariff", "takes_over_at", "plan", "prices"])
    guard try root.integer("version", in: 1...999) ?? 1 == 1 else {
      throw root.error(at: "version", "this program reads version 1")
    }
    let name = try root.requiredText("tariff")
    guard let account = TariffAccount(name: name) else {
      let known = TariffAccount.allCases.map(\.name).joined(separator: ", ")
      throw root.error(at: "tariff", "'tariff' must be one of \(known), not '\(name)'")
    }
    var tariff = TariffFile(account)
    if let time = try root.text("takes_over_at") {
      guard let seconds = TariffText.seconds(time) else {
        throw root.error(at: "takes_over_at", "'takes_over_at' must be a UTC time like 2026-04-01T00:00Z")
      }
      tariff.takesOverSeconds = seconds
    }
    if let plan = root.node("plan") { try tariff.readPlan(plan, file) }
    if let prices = root.node("prices") { tariff.prices = try tariff.readPrices(prices, file) }
    guard tariff.plan != nil || tariff.prices != nil else {
      throw root.error(at: "plan", "the tariff needs 'plan', 'prices' or both")
    }
    return tariff
  }

  private mutating func readPlan(_ node: Node, _ file: String) throws {
    let keys = ["seasons", "weeks", "days", "special_days"]
    let section = try BoardSection(
      node, file: file, name: "the plan", keys: account == .primaryImport ? keys + ["thresholds_wh"] : keys)
    try section.require(["days"])
    var table = SwitchingTable()
    let days = try Self.named(section, "days", limit: 16)
    dayNames = days.map(\.key)
    table.dayCount = UInt8(days.count)
    for (index, day) in days.enumerated() {
      try readDay(day.value, file, "day '\(day.key)'", into: &table.days[index])
    }
    guard (0..<days.count).contains(where: { day in (0..<48).contains { table.days[day][$0] != 0 } }) else {
      throw section.error(at: "days", "'days' must name at least one rate")
    }
    try readWeeks(section, file, &table)
    try readSeasons(section, &table)
    let special = try section.sections("special_days", name: "special day", keys: ["date", "day"])
    guard special.count <= 50 else {
      throw section.error(at: "special_days", "at most 50 special days, not \(special.count)")
    }
    table.specialDayCount = UInt8(special.count)
    for (index, entry) in special.enumerated() {
      table.specialDays[index] = SwitchingTable.SpecialDay(
        date: try Self.date(entry, "date"), day: try place(of: entry, "day", in: dayNames))
    }
    var plan = TariffPlan(table: table)
    if let node = section.node("thresholds_wh") { try readThresholds(node, file, &plan) }
    if let defect = plan.defect(for: account) { throw section.error(at: "days", "\(defect)") }
    self.plan = plan
  }

  /// Profiles by name: a mapping with at most `limit` names, none twice.
  private static func named(
    _ section: BoardSection, _ key: String, limit: Int
  ) throws -> [(key: String, value: Node)] {
    guard let node = section.node(key) else { return [] }
    let entries = try BoardSection(node, file: section.file, name: "'\(key)'", keys: nil).entries
    guard !entries.isEmpty, entries.count <= limit else {
      throw section.error(at: key, "'\(key)' must have 1 to \(limit) entries, not \(entries.count)")
    }
    var seen = Set<String>()
    for entry in entries where !seen.insert(entry.key).inserted {
      throw section.error(at: key, "'\(entry.key)' is there twice in '\(key)'")
    }
    return entries
  }

  private func readDay(
    _ node: Node, _ file: String, _ name: String, into day: inout InlineArray<48, UInt8>
  ) throws {
    let section = try BoardSection(node, file: file, name: name, keys: nil)
    for (key, _) in section.entries {
      guard let minutes = TariffText.minutes(key), minutes % 30 == 0, minutes < 1440 else {
        throw section.error(at: key, "'\(key)' of \(name) must be a half hour of the day, as \"06:30\" (UTC)")
      }
      guard let rate = try section.integer(key, in: 0...255), let value = UInt8(exactly: rate),
        account.hasRate(value)
      else { throw section.error(at: key, "\(account.name) has the rates \(account.rateText)") }
      day[minutes / 30] = value
    }
  }

  private mutating func readWeeks(
    _ section: BoardSection, _ file: String, _ table: inout SwitchingTable
  ) throws {
    let weeks = try Self.named(section, "weeks", limit: 4)
    guard !weeks.isEmpty else {
      // Without weeks every day is the first profile.
      weekNames = ["week1"]
      table.weekCount = 1
      return
    }
    weekNames = weeks.map(\.key)
    table.weekCount = UInt8(weeks.count)
    for (index, week) in weeks.enumerated() {
      let entry = try BoardSection(
        week.value, file: file, name: "week '\(week.key)'", keys: TariffText.weekdays + ["every_day"])
      let every = try entry.text("every_day") == nil ? nil : place(of: entry, "every_day", in: dayNames)
      for (weekday, name) in TariffText.weekdays.enumerated() {
        if entry.node(name) != nil {
          table.weeks[index][weekday] = try place(of: entry, name, in: dayNames)
        } else if let every {
          table.weeks[index][weekday] = every
        } else {
          throw entry.error(at: name, "week '\(week.key)' needs '\(name)' or 'every_day'")
        }
      }
    }
  }

  private func readSeasons(_ section: BoardSection, _ table: inout SwitchingTable) throws {
    let seasons = try section.sections("seasons", name: "season", keys: ["from", "week"])
    guard seasons.count <= 4 else {
      throw section.error(at: "seasons", "at most 4 seasons, not \(seasons.count)")
    }
    table.seasonCount = UInt8(max(seasons.count, 1))
    for (index, season) in seasons.enumerated() {
      let start = season.node("from") == nil ? TariffDate.any : try Self.date(season, "from")
      table.seasons[index] = SwitchingTable.Season(
        start: start, week: try place(of: season, "week", in: weekNames))
    }
  }

  private func readThresholds(_ node: Node, _ file: String, _ plan: inout TariffPlan) throws {
    let section = try BoardSection(
      node, file: file, name: "'thresholds_wh'", keys: (101...108).map { "\($0)" })
    for (key, value) in section.entries {
      guard let rate = Int(key), case .sequence(let list) = value, list.count <= 3 else {
        throw section.error(at: key, "rate \(key) takes a list of up to 3 thresholds in Wh")
      }
      for (step, cell) in list.enumerated() {
        guard let text = cell.scalar?.string, let limit = UInt32(text), limit < TariffPlan.unused else {
          throw section.error(at: key, "a threshold of rate \(key) must be whole Wh")
        }
        plan.thresholds[8 * step + rate - 101] = limit
      }
      if plan.defect(for: account) == .thresholdsNotRising(column: UInt8(rate - 101)) {
        throw section.error(at: key, "the thresholds of rate \(key) must rise")
      }
    }
  }

  private func place(of section: BoardSection, _ key: String, in names: [String]) throws -> UInt8 {
    let name = try section.requiredText(key)
    guard let index = names.firstIndex(of: name) else {
      throw section.error(
        at: key, "'\(name)' is not in this tariff; there are \(names.joined(separator: ", "))")
    }
    return UInt8(index)
  }

  private static func date(_ section: BoardSection, _ key: String) throws -> TariffDate {
    let text = try section.requiredText(key)
    guard let date = TariffText.date(text) else {
      throw section.error(
        at: key,
        "'\(key)' must be a date like 2026-12-25, any-12-25 (every year) or any-any-01, not '\(text)'")
    }
    return date
  }
}
