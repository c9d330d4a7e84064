import ESMEService
import Foundation
import MeterCore
import Testing

/// Every report of the primary export has its counterpart on the secondary element, and all agree.
struct ExportReportTests {
  private static let start: Int64 = 1_772_409_600
  private static let all: ClosedRange<Int64> = 0...Int64.max

  private func meter(_ folder: TemporaryFolder) throws -> StoredESME {
    let stored = try folder.meter()
    stored.live.meter.setBillingCalendar(BillingCalendar(.daily), at: stored.now)
    try stored.run(untilSeconds: Self.start + 4 * 86_400 + 7200)
    return stored
  }

  @Test("The same reports with the same columns, but for the rates", arguments: ExportReport.allCases)
  func parity(report: ExportReport) throws {
    let folder = try TemporaryFolder()
    let stored = try meter(folder)
    let primary = try #require(try stored.exportReport(report, .primary, in: Self.all))
    let secondary = try stored.exportReport(report, .secondary, in: Self.all)
    if report == .maximumDemand {
      #expect(secondary == nil)
      return
    }
    let other = try #require(secondary)
    #expect(!primary.isProvisional && other.isProvisional)
    let rates = (1...4).map { "rate_\($0)_wh" }
    if report != .homeDisplay {
      #expect(primary.columns == other.columns.filter { !rates.contains($0) })
      #expect(primary.rows.count == other.rows.count)
    }
    #expect(!other.rows.isEmpty)
    let json = try JSONEncoder().encode(other)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object["provisional"] as? Bool == true)
    #expect((object["rows"] as? [Any])?.count == other.rows.count)
    #expect(other.csv.count == other.rows.count + 1)
  }

  @Test("Registers, daily reads, days, profile and settlement of an element tell one story")
  func agreement() throws {
    let folder = try TemporaryFolder()
    let stored = try meter(folder)
    for element in [MeterElement.primary, .secondary] {
      func column(_ report: ExportReport, _ name: String) throws -> [Int64] {
        let table = try #require(try stored.exportReport(report, element, in: Self.all))
        let index = try #require(table.columns.firstIndex(of: name))
        return table.rows.compactMap { if case .number(let value) = $0[index] { value } else { nil } }
      }
      let total = try #require(try column(.registers, "total_wh").first)
      let profile = try column(.profile, "wh")
      let open = Int64(stored.live.meter.dayEnergy.primaryExport)
      #expect(profile.reduce(0, +) == total, "the run ends on a half hour")
      let days = try column(.days, "wh")
      let daily = try column(.dailyReads, "total_wh")
      #expect(days.count == 4 && daily.count == 4)
      #expect(days.reduce(0, +) == daily.last)
      let today =
        element == .primary ? open : Int64(stored.live.meter.dayEnergy.secondaryExport)
      #expect(days.reduce(0, +) + today == total)
      #expect(try column(.billing, "total_wh").suffix(4) == daily[...])
      let series = try #require(try stored.series(.export(element), Self.all))
      #expect(series.halfHours.reduce(0) { $0 + $1.microwattHours } == total * 1_000_000)
      #expect(series.mpan == stored.live.meter.state.parties[.export(element)]?.digits)
    }
  }

  @Test("An edition without MP184 has none of it")
  func published() throws {
    let folder = try TemporaryFolder()
    let stored = try folder.meter(edition: .published)
    try stored.run(untilSeconds: Self.start + 86_400)
    for report in ExportReport.allCases {
      #expect(try stored.exportReport(report, .secondary, in: Self.all) == nil)
      #expect(try stored.exportReport(report, .primary, in: Self.all) != nil)
    }
    #expect(try stored.series(.secondaryExport, Self.all) == nil)
    #expect(stored.live.meter.state.registers[.secondaryActiveExport] == 0)
    let han = String(decoding: try JSONEncoder().encode(try stored.hanReport()), as: UTF8.self)
    #expect(han.contains("\"has_provisional_fields\":false"))
  }
}
