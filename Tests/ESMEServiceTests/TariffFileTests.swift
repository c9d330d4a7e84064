import ESMEService
import Foundation
import Gateway
import MeterCore
import Testing

/// Tariff files: what is written reads back; what is wrong has its line and a reason.
struct TariffFileTests {
  @Test("A file with everything in it")
  func everything() throws {
    let file = try TariffFile.parse(
      """
      version: 1
      tariff: primary-import
      takes_over_at: 2026-04-01T00:00Z
      plan:
        seasons:
          - {week: all}
          - {from: any-10-25, week: winter}
        weeks:
          all: {every_day: plain}
          winter: {every_day: plain, saturday: blocks, sunday: blocks}
        days:
          plain: {"00:00": 1, "07:00": 48}
          blocks: {"00:30": 101, "12:00": 108}
        special_days:
          - {date: any-12-25, day: blocks}
        thresholds_wh:
          "101": [1000, 2000]
      prices:
        rates_per_kwh: {"1": 0.15, "48": 0.3}
        blocks_per_kwh:
          "101": [0.1, 0.2, 0.3, 0.32767]
        standing_charge_per_day: 0.5325
      """, file: "x.yaml")
    #expect(file.account == .primaryImport && file.takesOverSeconds == 1_775_001_600)
    let plan = try #require(file.plan)
    // Saturday 2026-11-07 in winter, Monday 2026-03-02 before it, Christmas.
    #expect(plan.table.rate(atSeconds: 1_794_009_600 + 43_200) == 108)
    #expect(plan.table.rate(atSeconds: 1_772_409_600 + 7 * 3600) == 48)
    #expect(
      plan.thresholds[0] == 1000 && plan.thresholds[8] == 2000 && plan.thresholds[16] == TariffPlan.unused)
    let prices = try #require(file.prices)
    #expect(prices.price(rate: 1, block: 0) == 15_000 && prices.price(rate: 48, block: 0) == 30_000)
    #expect(prices.price(rate: 101, block: 3) == 32_767 && prices.standingCharge == 53_250)
  }

  @Test("Coarser prices take a coarser scale, exactly")
  func scale() throws {
    let file = try TariffFile.parse(
      "tariff: secondary-import\nprices:\n  rates_per_kwh: {\"1\": 1.25, \"2\": 3.2767}", file: "x.yaml")
    #expect(file.prices?.scale == -4)
    #expect(
      file.prices?.price(rate: 1, block: 0) == 125_000 && file.prices?.price(rate: 2, block: 0) == 327_670)
  }

  @Test(
    "Wrong files are refused with line and column",
    arguments: [
      ("tariff: gas", 1, "must be one of"), ("tariff: secondary-export", 1, "needs 'plan', 'prices' or both"),
      ("tariff: secondary-export\nprice: {}", 2, "unknown key 'price'"),
      ("tariff: secondary-export\nplan:\n  days: {a: {\"06:15\": 1}}", 3, "half hour of the day"),
      ("tariff: secondary-export\nplan:\n  days:\n    a: {\"06:00\": 5}", 4, "rates 1 to 4"),
      (
        "tariff: secondary-export\nplan:\n  days:\n    a: {\"06:00\": 1}\n  weeks:\n    w: {every_day: b}", 6,
        "'b' is not in"
      ),
      (
        "tariff: secondary-export\nplan:\n  days:\n    a: {\"06:00\": 1}\n  thresholds_wh: {}", 5,
        "unknown key"
      ),
      (
        "tariff: secondary-export\nplan:\n  days:\n    a: {\"06:00\": 1}\n  seasons: [{week: summer}]", 5,
        "'summer' is not in"
      ),
      (
        "tariff: secondary-export\nplan:\n  days:\n    a: {\"06:00\": 1}\n  special_days: [{date: 2026-13-01, day: a}]",
        5, "must be a date"
      ),
      ("tariff: secondary-export\nprices:\n  rates_per_kwh: {\"1\": 0.123456}", 3, "at most 5 places"),
      ("tariff: secondary-export\nprices:\n  rates_per_kwh: {\"1\": 12.34567}", 3, "16 bits"),
      ("tariff: secondary-export\nprices:\n  rates_per_kwh: {\"5\": 0.1}", 3, "unknown key '5'"),
      ("tariff: secondary-export\nprices:\n  standing_charge_per_day: 1", 3, "unknown key"),
      (
        "tariff: primary-import\nplan:\n  days: {a: {\"06:00\": 101}}\n  thresholds_wh:\n    \"101\": [5, 4]",
        5, "must rise"
      ),
      ("{", 2, "did not find expected node content"),
    ])
  func refused(text: String, line: Int, reason: String) throws {
    do {
      _ = try TariffFile.parse(text, file: "bad.yaml")
      Issue.record("taken: \(text)")
    } catch let error as BoardFileError {
      #expect(error.file == "bad.yaml")
      #expect(error.line == line, "\(error)")
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  @Test("Random tariffs written as YAML and as JSON read back the same", arguments: 0..<40 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let account = TariffAccount.allCases[Int(seed % 3)]
    var plan = TariffPlan()
    plan.table.seasonCount = UInt8.random(in: 1...4, using: &random)
    plan.table.weekCount = UInt8.random(in: 1...4, using: &random)
    plan.table.dayCount = UInt8.random(in: 1...16, using: &random)
    plan.table.specialDayCount = UInt8.random(in: 0...50, using: &random)
    func date() -> TariffDate {
      TariffDate(
        year: Bool.random(using: &random) ? 0xFFFF : UInt16.random(in: 2020...2040, using: &random),
        month: UInt8.random(in: 1...12, using: &random), day: UInt8.random(in: 1...28, using: &random))
    }
    for index in 0..<4 {
      plan.table.seasons[index].start = index == 0 ? .any : date()
      plan.table.seasons[index].week = UInt8.random(in: 0..<plan.table.weekCount, using: &random)
      for day in 0..<7 {
        plan.table.weeks[index][day] = UInt8.random(in: 0..<plan.table.dayCount, using: &random)
      }
    }
    for day in 0..<Int(plan.table.dayCount) {
      for _ in 0..<Int.random(in: 1...9, using: &random) {
        let rate = UInt8.random(in: 1...UInt8(account.rateCount), using: &random)
        plan.table.days[day][Int.random(in: 0..<48, using: &random)] =
          account == .primaryImport && Bool.random(using: &random)
          ? UInt8.random(in: 101...108, using: &random) : rate
      }
    }
    for index in 0..<Int(plan.table.specialDayCount) {
      plan.table.specialDays[index] = SwitchingTable.SpecialDay(
        date: date(), day: UInt8.random(in: 0..<plan.table.dayCount, using: &random))
    }
    var prices = TariffPrices()
    for rate in 0..<account.rateCount {
      prices.timeOfUse[rate] = Int32.random(in: -32_768...32_767, using: &random)
    }
    if account == .primaryImport {
      plan.thresholds[0] = 100
      plan.thresholds[8] = UInt32.random(in: 100...1_000_000, using: &random)
      for index in 0..<32 { prices.block[index] = Int32.random(in: 0...32_767, using: &random) }
      prices.standingCharge = Int32.random(in: 0...32_767, using: &random)
    }
    let file = TariffFile(account, plan: plan, prices: prices, takesOverSeconds: 1_800_000_000)
    let yaml = try TariffFile.parse(file.yaml, file: "round.yaml")
    let json = String(decoding: try JSONEncoder().encode(file.document), as: UTF8.self)
    let other = try TariffFile.parse(json, file: "round.json")
    #expect(yaml.yaml == file.yaml, "seed \(seed)")
    for read in [yaml, other] {
      let back = try #require(read.plan)
      let money = try #require(read.prices)
      #expect(read.takesOverSeconds == 1_800_000_000)
      for _ in 0..<500 {
        let second = Int64.random(in: 1_600_000_000...2_000_000_000, using: &random)
        #expect(back.table.rate(atSeconds: second) == plan.table.rate(atSeconds: second), "seed \(seed)")
      }
      for index in 0..<24 { #expect(back.thresholds[index] == plan.thresholds[index]) }
      for rate in 1...UInt8(account.rateCount) {
        #expect(money.price(rate: rate, block: 0) == prices.price(rate: rate, block: 0), "seed \(seed)")
      }
      for index in 0..<32 { #expect(money.block[index] == prices.block[index]) }
      #expect(money.standingCharge == prices.standingCharge)
    }
  }
}
