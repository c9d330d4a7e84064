import MeterCore
import Settlement

/// Writing: what this writes reads back as the same tariff.
extension TariffFile {
  /// The tariff as YAML.
  public var yaml: String {
    var lines = ["version: 1", "tariff: \(account.name)"]
    if let takesOverSeconds { lines.append("takes_over_at: \(UTCStamp.iso(takesOverSeconds))") }
    if let plan { lines += ["plan:"] + planLines(plan) }
    if let prices { lines += ["prices:"] + priceLines(prices) }
    return lines.joined(separator: "\n")
  }

  private func planLines(_ plan: TariffPlan) -> [String] {
    let table = plan.table
    var lines = ["  seasons:"]
    for index in 0..<Int(table.seasonCount) {
      let season = table.seasons[index]
      let from = season.start == .any ? "" : "from: \(TariffText.text(season.start)), "
      lines.append("    - {\(from)week: \(weekNames[Int(season.week)])}")
    }
    lines.append("  weeks:")
    for index in 0..<Int(table.weekCount) {
      let days = (0..<7).map { dayNames[Int(table.weeks[index][$0])] }
      let text =
        Set(days).count == 1
        ? "every_day: \(days[0])"
        : zip(TariffText.weekdays, days).map { "\($0): \($1)" }.joined(separator: ", ")
      lines.append("    \(weekNames[index]): {\(text)}")
    }
    lines.append("  days:")
    for index in 0..<Int(table.dayCount) {
      let actions = (0..<48).filter { table.days[index][$0] != 0 }.map {
        "\"\(TariffText.time(slot: $0))\": \(table.days[index][$0])"
      }
      lines.append("    \(dayNames[index]): {\(actions.joined(separator: ", "))}")
    }
    if table.specialDayCount > 0 { lines.append("  special_days:") }
    for index in 0..<Int(table.specialDayCount) {
      let special = table.specialDays[index]
      lines.append("    - {date: \(TariffText.text(special.date)), day: \(dayNames[Int(special.day)])}")
    }
    return lines + thresholdLines(plan)
  }

  private func thresholdLines(_ plan: TariffPlan) -> [String] {
    var lines: [String] = []
    for rate in 0..<8 {
      let limits = (0..<3).map { plan.thresholds[8 * $0 + rate] }.filter { $0 != TariffPlan.unused }
      guard !limits.isEmpty else { continue }
      if lines.isEmpty { lines.append("  thresholds_wh:") }
      lines.append("    \"\(101 + rate)\": [\(limits.map { "\($0)" }.joined(separator: ", "))]")
    }
    return lines
  }

  private func priceLines(_ prices: TariffPrices) -> [String] {
    var lines = ["  rates_per_kwh:"]
    // The first four always; the others where they cost something.
    for rate in 1...account.rateCount {
      let price = prices.price(rate: UInt8(rate), block: 0)
      if rate <= 4 || price != 0 { lines.append("    \"\(rate)\": \(TariffText.price(price))") }
    }
    guard account == .primaryImport else { return lines }
    var blocks: [String] = []
    for rate in 101...108 {
      let row = (0..<4).map { prices.price(rate: UInt8(rate), block: $0) }
      guard row.contains(where: { $0 != 0 }) else { continue }
      blocks.append("    \"\(rate)\": [\(row.map { TariffText.price($0) }.joined(separator: ", "))]")
    }
    if !blocks.isEmpty { lines += ["  blocks_per_kwh:"] + blocks }
    lines.append("  standing_charge_per_day: \(TariffText.price(Int64(prices.standingCharge)))")
    return lines
  }

  /// The tariff as JSON values: the same keys, so that it can be set again.
  public var document: TariffDocument {
    var document = TariffDocument(tariff: account.name)
    document.takesOverAt = takesOverSeconds.map { UTCStamp.iso($0) }
    document.plan = plan.map { planDocument($0) }
    document.prices = prices.map { priceDocument($0) }
    return document
  }

  private func planDocument(_ plan: TariffPlan) -> TariffDocument.Plan {
    let table = plan.table
    var result = TariffDocument.Plan()
    result.seasons = (0..<Int(table.seasonCount)).map {
      let season = table.seasons[$0]
      return TariffDocument.Season(
        from: season.start == .any ? nil : TariffText.text(season.start), week: weekNames[Int(season.week)])
    }
    for index in 0..<Int(table.weekCount) {
      result.weeks[weekNames[index]] = Dictionary(
        uniqueKeysWithValues: (0..<7).map {
          (TariffText.weekdays[$0], dayNames[Int(table.weeks[index][$0])])
        })
    }
    for index in 0..<Int(table.dayCount) {
      result.days[dayNames[index]] = Dictionary(
        uniqueKeysWithValues: (0..<48).filter { table.days[index][$0] != 0 }.map {
          (TariffText.time(slot: $0), table.days[index][$0])
        })
    }
    result.specialDays = (0..<Int(table.specialDayCount)).map {
      let special = table.specialDays[$0]
      return TariffDocument.SpecialDay(
        date: TariffText.text(special.date), day: dayNames[Int(special.day)])
    }
    guard account == .primaryImport else { return result }
    result.thresholds = [:]
    for rate in 0..<8 {
      let limits = (0..<3).map { plan.thresholds[8 * $0 + rate] }.filter { $0 != TariffPlan.unused }
      if !limits.isEmpty { result.thresholds?["\(101 + rate)"] = limits }
    }
    return result
  }

  private func priceDocument(_ prices: TariffPrices) -> TariffDocument.Prices {
    var result = TariffDocument.Prices()
    for rate in 1...account.rateCount {
      let price = prices.price(rate: UInt8(rate), block: 0)
      if rate <= 4 || price != 0 { result.rates["\(rate)"] = TariffText.price(price) }
    }
    guard account == .primaryImport else { return result }
    result.blocks = [:]
    for rate in 101...108 {
      let row = (0..<4).map { prices.price(rate: UInt8(rate), block: $0) }
      if row.contains(where: { $0 != 0 }) { result.blocks?["\(rate)"] = row.map { TariffText.price($0) } }
    }
    result.standingCharge = TariffText.price(Int64(prices.standingCharge))
    return result
  }
}
