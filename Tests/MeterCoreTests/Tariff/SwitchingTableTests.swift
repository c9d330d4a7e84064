import Foundation
import MockHAL
import Testing

@testable import MeterCore

/// The switching table against a model that knows nothing of it: it walks minute by minute through the calendar of
/// Foundation and executes actions as they come, as the text of the standard describes it.
@Suite struct SwitchingTableTests {
  private struct Model {
    var table: SwitchingTable
    var calendar: Calendar

    init(_ table: SwitchingTable) {
      self.table = table
      calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = TimeZone(identifier: "UTC")!
    }

    private func day(_ parts: DateComponents) -> Int {
      // A special day goes before everything.
      for index in 0..<Int(table.specialDayCount) {
        let date = table.specialDays[index].date
        let isYear = date.year == 0xFFFF || Int(date.year) == parts.year!
        if isYear && Int(date.month) == parts.month! && Int(date.day) == parts.day! {
          return Int(table.specialDays[index].day)
        }
      }
      // The season whose start was passed last.
      var week = 0
      var found: (Int, Int, Int)?
      for index in 0..<Int(table.seasonCount) {
        let start = table.seasons[index].start
        if start == .any {
          if found == nil { week = Int(table.seasons[index].week) }
          continue
        }
        let today = (parts.year!, parts.month!, parts.day!)
        var begin = (Int(start.year), Int(start.month), Int(start.day))
        if start.year == 0xFFFF {
          begin.0 = today.0
          if begin > today { begin.0 -= 1 }
        }
        if begin <= today, found == nil || begin >= found! {
          found = begin
          week = Int(table.seasons[index].week)
        }
      }
      // Foundation counts weekdays from Sunday = 1.
      let weekday = (parts.weekday! + 5) % 7
      return Int(table.weeks[week][weekday])
    }

    /// The rate at every minute from `start` for `days` days.
    func rates(from start: Date, days: Int, rate first: UInt8) -> [UInt8] {
      var rate = first
      var rates: [UInt8] = []
      for number in 0..<days {
        let midnight = start.addingTimeInterval(Double(number) * 86_400)
        let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: midnight)
        let profile = day(parts)
        for minute in 0..<1440 {
          if minute % 30 == 0 {
            let action = table.days[profile][minute / 30]
            if action != 0 { rate = action }
          }
          rates.append(rate)
        }
      }
      return rates
    }
  }

  @Test("Every minute of 400 days around year ends and leap days, for random tables", arguments: 1...12)
  func againstModel(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let account = TariffAccount.allCases[seed % 3]
    let table = TwinInvariantTests.randomTable(account, &random)
    let defect = table.defect(for: account)
    #expect(defect == nil, "seed \(seed): \(String(describing: defect))")
    let start = Int64(1_700_006_400) + Int64(seed) * 86_400 * 40
    let model = Model(table)
    let lead = 32
    let all = model.rates(
      from: Date(timeIntervalSince1970: Double(start) - Double(lead) * 86_400), days: 400 + lead, rate: 0)
    var wrong = 0
    var minute = 0
    while minute < 400 * 1440 {
      let expected = all[lead * 1440 + minute]
      let actual = table.rate(atSeconds: start + Int64(minute) * 60) ?? 0
      // Further back than a month nothing is looked up: the meter then keeps the rate it has.
      if actual != expected && actual != 0 { wrong += 1 }
      minute += 30 * (1 + minute / 30 % 7) - minute % 30 + minute % 29
    }
    #expect(wrong == 0, "seed \(seed)")
  }

  @Test("Dates of 300 years agree with Foundation")
  func dates() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "UTC")!
    for day in stride(from: 0, to: 109_000, by: 13) {
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      let date = CivilDate(daysSince1970: day)
      #expect(date == CivilDate(year: parts.year!, month: parts.month!, day: parts.day!))
      #expect(date.daysSince1970 == day)
      #expect(date.weekday % 7 + 1 == parts.weekday!)
    }
  }

  @Test("A table that cannot work is refused with its reason")
  func defects() {
    var table = SwitchingTable(constantRate: 1)
    #expect(table.defect(for: .secondaryExport) == nil)
    #expect(SwitchingTable().defect(for: .primaryImport) == .empty)
    table.days[0][5] = 5
    #expect(table.defect(for: .secondaryExport) == .unknownRate(5))
    #expect(table.defect(for: .primaryImport) == nil)
    table.days[0][5] = 49
    #expect(table.defect(for: .primaryImport) == .unknownRate(49))
    table.days[0][5] = 108
    #expect(table.defect(for: .primaryImport) == nil)
    table.weeks[0][3] = 1
    #expect(table.defect(for: .primaryImport) == .unknownDay(week: 0))
    table.weeks[0][3] = 0
    table.seasons[0].week = 1
    #expect(table.defect(for: .primaryImport) == .unknownWeek(season: 0))
    table.seasons[0].week = 0
    table.specialDayCount = 1
    table.specialDays[0] = SwitchingTable.SpecialDay(date: TariffDate(month: 13, day: 1), day: 0)
    #expect(table.defect(for: .primaryImport) == .invalidDate)
    table.specialDays[0] = SwitchingTable.SpecialDay(date: TariffDate(month: 12, day: 25), day: 9)
    #expect(table.defect(for: .primaryImport) == .unknownSpecialDay(index: 0))
    table.specialDayCount = 51
    #expect(table.defect(for: .primaryImport) == .tooManyEntries)
    var plan = TariffPlan(table: SwitchingTable(constantRate: 101))
    plan.thresholds[0] = 500
    plan.thresholds[8] = 400
    #expect(plan.defect(for: .primaryImport) == .thresholdsNotRising(column: 0))
  }

  @Test("Energy is divided among blocks exactly where the thresholds lie")
  func blocks() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<200 {
      var thresholds = InlineArray<24, UInt32>(repeating: TariffPlan.unused)
      var steps = (0..<3).map { _ in UInt32.random(in: 0...3000, using: &random) }.sorted()
      if Bool.random(using: &random) { steps[2] = TariffPlan.unused }
      for step in 0..<3 { thresholds[8 * step + 5] = steps[step] }
      var registers = TariffRegisters()
      var model = [UInt32](repeating: 0, count: 4)
      var used: UInt32 = 0
      for _ in 0..<20 {
        let more = UInt32.random(in: 1...900, using: &random)
        // Watt-hour by watt-hour.
        for _ in 0..<more {
          let block = steps.firstIndex { $0 == TariffPlan.unused || used < $0 } ?? 3
          model[block] += 1
          used += 1
        }
        var left = more
        while left > 0 {
          left -= registers.addToBlock(column: 5, wattHours: left, thresholds: thresholds).taken
        }
      }
      for block in 0..<4 {
        #expect(registers.block[8 * block + 5] == model[block])
        #expect(registers.blockCounters[8 * block + 5] == model[block])
      }
      registers.resetBlockCounters()
      #expect(registers.activeBlock(column: 5, thresholds: thresholds) == steps.filter { $0 == 0 }.count)
    }
  }

  @Test("Prices of every scale are in 10^-5 of the currency unit")
  func prices() {
    var prices = TariffPrices()
    prices.timeOfUse[47] = 31
    prices.block[31] = -7
    for (scale, factor) in [(Int8(-5), Int64(1)), (-4, 10), (-3, 100), (-2, 1000)] {
      prices.scale = scale
      #expect(prices.defect == nil)
      #expect(prices.price(rate: 48, block: 2) == 31 * factor)
      #expect(prices.price(rate: 108, block: 3) == -7 * factor)
    }
    prices.scale = -1
    #expect(prices.defect == .scale(-1))
  }
}
