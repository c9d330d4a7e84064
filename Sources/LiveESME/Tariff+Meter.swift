import GBCS
import MeterCore

// Between the wire's tariff, which names its parts, and the meter's, which counts them from 0. What the meter cannot
// hold (a season that starts within a day, an action off the half hour, a special day by weekday) is nil: refused.

extension Tariff {
  /// First script selector of rates 1, 2 … of an account: published for import, provisional for export.
  private static func firstSelector(_ account: TariffAccount) -> UInt16 {
    switch account {
    case .primaryImport: 1
    case .secondaryImport: 201
    case .secondaryExport: UInt16(ProvisionalObject.exportScriptSelectors.lowerBound)
    }
  }

  static func rate(_ selector: UInt16, _ account: TariffAccount) -> UInt8? {
    let rate: UInt16
    if account == .primaryImport {
      rate = selector
    } else {
      let first = firstSelector(account)
      guard selector >= first else { return nil }
      rate = selector - first + 1
    }
    guard let value = UInt8(exactly: rate), account.hasRate(value) else { return nil }
    return value
  }

  /// The meter's plan; parts that are empty here stay `old`'s.
  func meterPlan(_ account: TariffAccount, over old: MeterCore.TariffPlan) -> MeterCore.TariffPlan? {
    var plan = old
    let weekNames = weeks.map(\.name)
    let dayNames = days.map(\.identifier)
    guard !seasons.isEmpty, seasons.count <= 4, weeks.count <= 4, days.count <= 16, specialDays.count <= 50,
      Set(weekNames).count == weekNames.count, Set(dayNames).count == dayNames.count
    else { return nil }
    plan.table = SwitchingTable()
    plan.table.seasonCount = UInt8(seasons.count)
    plan.table.weekCount = UInt8(weeks.count)
    plan.table.dayCount = UInt8(days.count)
    plan.table.specialDayCount = UInt8(specialDays.count)
    for (index, season) in seasons.enumerated() {
      let start = season.start.octets
      guard let week = weekNames.firstIndex(of: season.week), start[4] == 0xFF,
        start[5..<8].allSatisfy({ $0 == 0 || $0 == 0xFF })
      else { return nil }
      plan.table.seasons[index] = SwitchingTable.Season(
        start: Self.date(start), week: UInt8(week))
    }
    for (index, week) in weeks.enumerated() {
      for (weekday, name) in week.days.enumerated() where weekday < 7 {
        guard let day = dayNames.firstIndex(of: name) else { return nil }
        plan.table.weeks[index][weekday] = UInt8(day)
      }
    }
    for (index, day) in days.enumerated() {
      for action in day.actions {
        let time = action.time
        guard time.count == 4, time[0] < 24, time[1] == 0 || time[1] == 30, time[2] == 0, time[3] == 0,
          let rate = Self.rate(action.selector, account)
        else { return nil }
        plan.table.days[index][Int(time[0]) * 2 + (time[1] == 30 ? 1 : 0)] = rate
      }
    }
    for (index, special) in specialDays.enumerated() {
      guard let day = dayNames.firstIndex(of: special.day), special.date.count == 5, special.date[4] == 0xFF
      else {
        return nil
      }
      plan.table.specialDays[index] = SwitchingTable.SpecialDay(
        date: Self.date(special.date), day: UInt8(day))
    }
    if account == .primaryImport {
      for (column, row) in thresholds.enumerated() where column < 8 && !row.isEmpty {
        for step in 0..<3 {
          plan.thresholds[8 * step + column] = step < row.count ? row[step] : MeterCore.TariffPlan.unused
        }
      }
    }
    return plan
  }

  private static func date(_ octets: [UInt8]) -> TariffDate {
    TariffDate(year: UInt16(octets[0]) << 8 | UInt16(octets[1]), month: octets[2], day: octets[3])
  }

  /// The meter's prices; nil if a label or scale is none of its.
  func meterPrices(_ account: TariffAccount, over old: TariffPrices) -> TariffPrices? {
    var new = old
    if !prices.prices.isEmpty {
      guard prices.commodityScale == 3 else { return nil }
      new.scale = prices.priceScale
      for price in prices.prices {
        guard price.label.count == 1 else { return nil }
        switch price.label[0] {
        case let label where label >= 1 && Int(label) <= account.rateCount:
          new.timeOfUse[Int(label) - 1] = Int32(price.price)
        case 0xA1...0xA8, 0xB1...0xB8, 0xC1...0xC8, 0xD1...0xD8:
          guard account == .primaryImport else { return nil }
          let block = Int(price.label[0] >> 4) - 0xA
          new.block[8 * block + Int(price.label[0] & 0xF) - 1] = Int32(price.price)
        default: return nil
        }
      }
    }
    if let charge = standingCharge.prices.first {
      guard (-5...0).contains(standingCharge.priceScale) else { return nil }
      var amount = Int64(charge.price)
      for _ in -5..<Int(standingCharge.priceScale) { amount *= 10 }
      new.standingCharge = Int32(clamping: amount)
    }
    return new
  }

  /// A meter's tariff with its parts named by their number from 1.
  init(_ plan: MeterCore.TariffPlan, _ prices: TariffPrices, _ account: TariffAccount) {
    self.init()
    let table = plan.table
    func octets(_ date: TariffDate) -> [UInt8] {
      [UInt8(date.year >> 8), UInt8(date.year & 0xFF), date.month, date.day]
    }
    seasons = (0..<Int(table.seasonCount)).compactMap { index in
      let season = table.seasons[index]
      return COSEMDateTime(octets(season.start) + [0xFF, 0, 0, 0, 0, 0x80, 0, 0xFF]).map {
        Season(name: [UInt8(index + 1)], start: $0, week: [season.week + 1])
      }
    }
    weeks = (0..<Int(table.weekCount)).map { index in
      Week(name: [UInt8(index + 1)], days: (0..<7).map { table.weeks[index][$0] + 1 })
    }
    let first = account == .primaryImport ? 0 : Self.firstSelector(account) - 1
    days = (0..<Int(table.dayCount)).map { index in
      let actions = (0..<48).compactMap { slot -> Action? in
        let rate = table.days[index][slot]
        guard rate != 0 else { return nil }
        return Action(
          time: [UInt8(slot / 2), slot % 2 == 0 ? 0 : 30, 0, 0], script: "0-0:10.0.100",
          selector: first + UInt16(rate))
      }
      return Day(identifier: UInt8(index + 1), actions: actions)
    }
    specialDays = (0..<Int(table.specialDayCount)).map { index in
      let special = table.specialDays[index]
      return SpecialDay(index: UInt16(index + 1), date: octets(special.date) + [0xFF], day: special.day + 1)
    }
    self.prices.commodityScale = 3
    self.prices.priceScale = prices.scale
    let register: LogicalName =
      switch account {
      case .primaryImport: "1-0:1.8.0"
      case .secondaryImport: "1-20:1.8.0"
      case .secondaryExport: "1-20:2.8.0"
      }
    self.prices.commodity = ObjectAttribute(3, register, 2)
    self.prices.prices = (0..<account.rateCount).map {
      PriceMatrix.Price(label: [UInt8($0 + 1)], price: Int16(clamping: prices.timeOfUse[$0]))
    }
    guard account == .primaryImport else { return }
    for block in 0..<4 {
      for rate in 0..<8 {
        self.prices.prices.append(
          PriceMatrix.Price(
            label: [UInt8(0xA1 + 16 * block + rate)], price: Int16(clamping: prices.block[8 * block + rate])))
      }
    }
    thresholds = (0..<8).map { column in (0..<3).map { plan.thresholds[8 * $0 + column] } }
    // The finest scale at which the charge fits 16 bits; below a hundredth it is cut.
    var (charge, scale) = (prices.standingCharge, Int8(-5))
    while Int16(exactly: charge) == nil {
      charge /= 10
      scale += 1
    }
    standingCharge.priceScale = scale
    standingCharge.prices = [PriceMatrix.Price(label: [], price: Int16(clamping: charge))]
  }
}
