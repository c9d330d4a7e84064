import Foundation
import Testing

@testable import Settlement

@Suite struct HalfHourFileTests {
  /// 2026-03-28T00:00:00Z.
  private let day: Int64 = 1_774_656_000

  private func series(_ start: Int64, _ count: Int) -> HalfHourSeries {
    HalfHourSeries(
      mpan: "1200012345678", quantity: .active,
      periods: (0..<count).map { (start + Int64($0) * 1800, 1800, Int64($0) * 500_000_000, $0 % 7 != 3) })
  }

  @Test func exactKilowattHours() {
    #expect(KilowattHours.text(microwattHours: 0) == "0")
    #expect(KilowattHours.text(microwattHours: 1_500_000_000) == "1.5")
    #expect(KilowattHours.text(microwattHours: 1) == "0.000000001")
    #expect(KilowattHours.text(microwattHours: -2_000_000_001) == "-2.000000001")
    #expect(KilowattHours.text(microwattHours: Int64.max) == "9223372036.854775807")
  }

  @Test("A screen cuts, it never rounds up")
  func cutKilowattHours() {
    #expect(KilowattHours.text(microwattHours: 13_957_999_999, decimals: 3) == "13.957")
    #expect(KilowattHours.text(microwattHours: 1_000_000, decimals: 3) == "0.001")
    #expect(KilowattHours.text(microwattHours: -500_000_000, decimals: 2) == "-0.50")
  }

  @Test("Simple CSV is stamped with the start, Stark #F2 with the end")
  func stamps() {
    let lines = SimpleCSV.lines([series(day, 2)])
    #expect(lines[1] == "1200012345678,ACTIVE,2026-03-28 00:00,0,A")
    #expect(lines[2] == "1200012345678,ACTIVE,2026-03-28 00:30,0.5,A")
    let stark = StarkDF2.lines([(series(day, 2), 1)])
    #expect(
      stark == [
        "#F2", "#O 1200012345678", "#S 1", "28/03/2026,00:30,0,A", "28/03/2026,01:00,0.5,A",
      ])
  }

  @Test("Shorter periods add up exactly; a half hour with a missing or doubtful piece is E")
  func summation() {
    let whole = HalfHourSeries(
      mpan: "m", quantity: .active,
      periods: (0..<6).map { (day + Int64($0) * 300, 300, 333_333_333, true) })
    #expect(
      whole.halfHours == [HalfHour(startSeconds: day, microwattHours: 1_999_999_998, isActual: true)])
    let missing = HalfHourSeries(
      mpan: "m", quantity: .active, periods: (0..<5).map { (day + Int64($0) * 300, 300, 1, true) })
    #expect(missing.halfHours[0].isActual == false)
    let twice = HalfHourSeries(
      mpan: "m", quantity: .active, periods: [(day, 1800, 5, true), (day, 1800, 7, true)])
    #expect(twice.halfHours == [HalfHour(startSeconds: day, microwattHours: 12, isActual: false)])
  }

  @Test(
    "A local day has 46, 48 or 50 half hours, always from 48 UTC ones a day",
    arguments: [
      ("2026-03-28", 48), ("2026-03-29", 46), ("2026-10-25", 50), ("2026-10-26", 48),
    ])
  func clockChangeDays(date: String, count: Int) throws {
    let local = try #require(LocalDays(zone: "Europe/London"))
    let start = Int64(try Date(date + "T00:00:00Z", strategy: .iso8601).timeIntervalSince1970)
    let lines = local.lines([series(start - 86_400, 48 * 3)])
    let line = try #require(lines.first { $0.contains(date) })
    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
    #expect(cells[3] == "\(count)")
    #expect(cells.count == 4 + 2 * count)
    #expect(!cells.contains(""), "every half hour of the day is there")
  }

  @Test("Calendar text equals Foundation's for two centuries")
  func calendar() {
    let formatter = ISO8601DateFormatter()
    for index in 0..<5000 {
      let seconds = -2_208_988_800 + Int64(index) * 1_262_305
      #expect(
        UTCStamp.iso(seconds) == formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds))))
    }
  }

  @Test func unknownZone() { #expect(LocalDays(zone: "Europe/Nowhere") == nil) }
}
