import Foundation
import Testing

@testable import Settlement

/// Settlement files: written, read back, and refused with group, field and reason when one field is wrong. Byte layout:
/// Tests/Settlement (Python).
@Suite struct FlowFileTests {
  static let mpan = MPAN("2278686232789")!
  static let envelope = FlowEnvelope(
    fileID: "SM00000001", fromRole: "Z", fromParticipant: "MADM", toRole: "C", toParticipant: "HHDC",
    createdSeconds: 1_767_657_600)

  static func day(_ date: String, _ count: Int) -> SettledDay {
    SettledDay(
      date: FlowDate(date)!,
      periods: (0..<count).map {
        SettledPeriod(wattHours: Int64($0) * 1111, indicator: $0 % 5 == 4 ? .estimated : .actual)
      })
  }

  static var advances: AdvanceFlow {
    AdvanceFlow(
      .d0379, envelope: envelope,
      sets: [AdvanceSet(mpan: mpan, supplier: "PION", days: [day("20260105", 48)])], isValidated: false)
  }

  @Test(
    "Check digit of a known MPAN; what is no MPAN is refused"
  )
  func mpans() {
    #expect(MPAN("2278686232789")?.description == "2278686232789")
    #expect(MPAN("2278686232788") == nil)
    #expect(MPAN("22786862327890") == nil)
    #expect(MPAN("227868623278A") == nil)
    #expect(MPAN(firstTwelve: 1)?.description == "0000000000010")
  }

  @Test("Dates: every day of a century back and forth; days that are none are refused")
  func dates() {
    for days in stride(from: 0, through: 60_000, by: 1) {
      let date = FlowDate(days: days)
      #expect(FlowDate(date.description)?.days == days)
    }
    for text in ["20260229", "20260431", "20261301", "2026010", "00000000", "2026-1-05"] {
      #expect(FlowDate(text) == nil, "\(text)")
    }
  }

  @Test("D0379 has 48 half hours a date and counts its lines")
  func writing() throws {
    let text = try Self.advances.text()
    let lines = text.split(separator: "\n")
    #expect(lines.count == 1 + 1 + 1 + 48 + 1 + 1)
    #expect(lines[0] == "ZHV|SM00000001|D0379001|Z|MADM|C|HHDC|20260106000000||||OPER|")
    #expect(lines[3] == "66L|A|0.000|")
    #expect(lines[7] == "66L|E|4.444|")
    #expect(lines[51] == "64L|F|")
    #expect(lines[52] == "ZPT|SM00000001|51||1|20260106000000|")
    #expect(try AdvanceFlow(.d0379, parsing: text) == Self.advances)
    var local = Self.advances
    local.kind = .d0380
    for count in [46, 48, 50] {
      local.sets[0].days = [Self.day("20260329", count)]
      #expect(try AdvanceFlow(.d0380, parsing: local.text()) == local)
    }
    local.sets[0].days = [Self.day("20260329", 47)]
    #expect(throws: FlowError.self) { try local.text() }
    local.kind = .d0379
    local.sets[0].days = [Self.day("20260329", 50)]
    #expect(throws: FlowError.self) { try local.text() }
  }

  @Test("Values: three decimals, at most 13 characters")
  func values() {
    for (wattHours, text) in [
      (0, "0.000"), (7, "0.007"), (123_456, "123.456"), (-1_500, "-1.500"),
      (999_999_999_999, "999999999.999"),
    ] as [(Int64, String)] {
      #expect(SettledPeriod(wattHours: wattHours, indicator: .actual).kilowattHours == text)
      #expect(SettledPeriod.wattHours(text[...]) == wattHours)
    }
    #expect(!SettledPeriod(wattHours: 1_000_000_000_000, indicator: .actual).fits)
    for text in ["1", "1.0", "1.0000", ".500", "+1.000", "1,000", "1e3", "1234567890.000", ""] {
      #expect(SettledPeriod.wattHours(text[...]) == nil, "\(text)")
    }
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var line: Int
    var old: String
    var new: String
    var group: String
    var field: String
    var testDescription: String { "\(group) \(field): \(old) → \(new)" }
  }

  @Test(
    "D0379 with one field wrong is refused: group and field are named",
    arguments: [
      Wrong(line: 0, old: "D0379001", new: "D0379002", group: "ZHV", field: "Flow and version"),
      Wrong(line: 0, old: "|Z|", new: "|ZZ|", group: "ZHV", field: "From role"),
      Wrong(line: 0, old: "MADM", new: "MADMX", group: "ZHV", field: "From participant"),
      Wrong(line: 0, old: "|C|", new: "||", group: "ZHV", field: "To role"),
      Wrong(line: 0, old: "|HHDC|", new: "||", group: "ZHV", field: "To participant"),
      Wrong(line: 0, old: "20260106000000", new: "20260106240000", group: "ZHV", field: "Creation time"),
      Wrong(line: 0, old: "SM00000001", new: "", group: "ZHV", field: "File identifier"),
      Wrong(line: 0, old: "ZHV", new: "ZHX", group: "ZHV", field: ""),
      Wrong(line: 1, old: "2278686232789", new: "2278686232780", group: "25B", field: "MPAN Core"),
      Wrong(line: 1, old: "AI", new: "XX", group: "25B", field: "Measurement Quantity"),
      Wrong(line: 1, old: "PION", new: "PIO", group: "25B", field: "Supplier Id"),
      Wrong(line: 1, old: "PION|", new: "PION|X|", group: "25B", field: ""),
      Wrong(line: 1, old: "25B", new: "25C", group: "25C", field: ""),
      Wrong(line: 2, old: "20260105", new: "20260230", group: "26B", field: "Date"),
      Wrong(line: 3, old: "|A|", new: "|X|", group: "66L", field: "Actual/Estimated Indicator"),
      Wrong(line: 3, old: "0.000", new: "0.00", group: "66L", field: "Period Consumption"),
      Wrong(line: 3, old: "66L|A|0.000|", new: "66L|A|0.000", group: "66L", field: ""),
      Wrong(line: 3, old: "66L|A|0.000|\n", new: "", group: "ZPT", field: "Record count"),
      Wrong(line: 51, old: "|F|", new: "|N|", group: "64L", field: "Supplier Validated Flag"),
      Wrong(line: 51, old: "64L|F|", new: "66L|A|0.000|", group: "64L", field: ""),
      Wrong(line: 52, old: "SM00000001", new: "SM00000002", group: "ZPT", field: "File identifier"),
      Wrong(line: 52, old: "|51|", new: "|52|", group: "ZPT", field: "Record count"),
      Wrong(line: 52, old: "||1|", new: "||2|", group: "ZPT", field: "Flow count"),
      Wrong(line: 52, old: "20260106000000", new: "x", group: "ZPT", field: "Creation time"),
    ])
  func refused(wrong: Wrong) throws {
    var lines = try Self.advances.text().split(separator: "\n").map { "\($0)\n" }
    lines[wrong.line] = lines[wrong.line].replacingOccurrences(of: wrong.old, with: wrong.new)
    do {
      _ = try AdvanceFlow(.d0379, parsing: lines.joined())
      Issue.record("accepted: \(wrong)")
    } catch {
      #expect(error.group == wrong.group && error.field == wrong.field, "\(error)")
      #expect(!error.reason.isEmpty)
    }
  }

  @Test(
    "A date that comes twice for an MPAN is refused, also in two sets; another quantity is another matter")
  func twice() throws {
    var flow = Self.advances
    flow.sets.append(flow.sets[0])
    do {
      _ = try AdvanceFlow(.d0379, parsing: flow.text())
      Issue.record("accepted")
    } catch { #expect(error.group == "26B" && error.field == "Date", "\(error)") }
    flow.sets[1].quantity = .activeExport
    #expect(try AdvanceFlow(.d0379, parsing: flow.text()) == flow)
  }

  @Test("47 half hours are refused with the date and the MPAN")
  func shortDay() throws {
    var lines = try Self.advances.text().split(separator: "\n").map(String.init)
    lines.remove(at: 10)
    lines[lines.count - 1] = lines[lines.count - 1].replacingOccurrences(of: "|51|", with: "|50|")
    do {
      _ = try AdvanceFlow(.d0379, parsing: lines.joined(separator: "\n") + "\n")
      Issue.record("accepted")
    } catch {
      #expect(error.group == "66L")
      #expect(error.reason == "20260105 of 2278686232789 has 47 half hours, expected exactly 48")
    }
  }
}
