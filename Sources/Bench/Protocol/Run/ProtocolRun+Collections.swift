import Foundation
import Instation

extension ProtocolRun {
  /// The set-up sheet against what the meter tells of itself.
  func sheetCase() throws -> EvidenceCase {
    var test = EvidenceCase(
      id: Self.sheetStep, title: "Set-up sheet", origin: "BSCP601 protocol test script, source S9",
      purpose: "The record of what is tested, as given and as read from the meter.")
    let sheet = setUp.sheet
    func compare(_ name: String, _ expected: String, _ found: String?, _ source: String) {
      test.checks.append(
        check(name, expected, found ?? "the meter does not tell", found.map { $0 == expected }, source))
    }
    test.checks.append(
      check(
        "serial", sheet.serials.joined(separator: ", "), state.serial, sheet.serials.contains(state.serial),
        "S9"))
    compare("metrology firmware", sheet.firmware.metrology, facts["firmware"], "S1 S9")
    compare("application firmware", sheet.firmware.application, facts["application firmware"], "S1 S9")
    compare(
      "communications firmware", sheet.firmware.communications, facts["communications firmware"], "S1 S9")
    let newest = try line.meterSeconds()
    let reading = try line.rows(newest - 21 * 86_400...newest)
    let collection = ProtocolCollection(reading)
    let channels = reading.description.columns.filter { $0.name[3] == 29 }.map(\.name.text)
    compare("channels", sheet.channels.joined(separator: " "), channels.joined(separator: " "), "S9")
    let days = (reading.rows.last?.startSeconds ?? 0) - (reading.rows.first?.startSeconds ?? 0)
    let isUniform = reading.intervals.contains { place in
      Set(collection.rows.values.map { $0[place.place] }).count < 2
    }
    test.checks.append(
      check(
        "stored data", "at least 20 days, non-uniform",
        "\(days / 86_400) days, \(isUniform ? "uniform in a channel" : "non-uniform")",
        days >= 20 * 86_400 && !isUniform, "S9"))
    test.tables.append(
      EvidenceTable(title: "Set-up sheet", columns: ["Item", "As given"], rows: sheet.lines))
    notes.append("read identity, and rows of 21 days, by level 2")
    return test
  }

  /// DR1-1: the first collection, compared with the manufacturer's.
  func collect(_ test: inout EvidenceCase, _ step: ProtocolStep) throws {
    let period = try line.period()
    let today = try line.meterSeconds() / 86_400 * 86_400
    let span = today - setUp.days * 86_400...today - period
    let reading = try line.rows(span)
    let first = ProtocolCollection(reading)
    state.span = [span.lowerBound, span.upperBound]
    raw["collection.csv"] = Data(first.csv.utf8)
    notes.append(
      "collected \(first.rows.count) periods, \(UTCText.of(span.lowerBound)) to \(UTCText.of(span.upperBound + period))"
    )
    let expected = setUp.days * 86_400 / period
    test.checks.append(
      check(
        "periods collected", "\(expected)", "\(first.rows.count)", Int64(first.rows.count) == expected,
        step.source))
    observer?.take(.waiting(id: step.id, instruction: step.action))
    guard let path = try hands.exportFile(from: span.lowerBound, to: span.upperBound + period) else {
      test.checks.append(
        check(
          "second collection", step.expectation,
          "no export of \(setUp.sheet.manufacturer.name): give --export FILE or --second COMMAND and repeat the step",
          nil,
          step.source))
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CoPOptionError(reason: "\(path): cannot be read; check the name")
    }
    raw["export.csv"] = data
    let second: ProtocolCollection
    do throws(CoPOptionError) {
      second = try ProtocolCollection(
        csv: String(decoding: data, as: UTF8.self), layout: setUp.sheet.export ?? ProtocolExportLayout(),
        period: period)
    } catch { throw CoPOptionError(reason: "\(path): \(error.reason)") }
    let comparison = CollectionComparison(first, second, span: span)
    notes.append("compared with the export of \(setUp.sheet.manufacturer.name)")
    test.checks.append(
      check(
        "both collections", step.expectation, comparison.text, comparison.isEqual, step.source))
    let needed = reading.intervals.map { reading.intervalName($0.place) }
    if let missing = needed.first(where: { comparison.uncompared.contains($0) }) {
      var open = check(
        "all channels compared", "every channel", "\(missing) is not in both", nil, step.source)
      open.verdict = .notProven
      test.checks.append(open)
    }
    if let table = comparison.table { test.tables.append(table) }
    test.series = Self.series(first, second, needed)
  }

  /// Both collections of a channel, and what they differ by.
  private static func series(
    _ first: ProtocolCollection, _ second: ProtocolCollection, _ names: [String]
  ) -> [EvidenceSeries] {
    var all: [EvidenceSeries] = []
    for name in names {
      guard let place = first.columns.firstIndex(of: name), let other = second.columns.firstIndex(of: name)
      else { continue }
      let starts = first.rows.keys.sorted()
      func curve(_ title: String, _ value: (Int64) -> Int64?) -> EvidenceSeries {
        EvidenceSeries(
          name: title, unit: "steps", isStepped: true,
          points: starts.compactMap { start in value(start).map { (Double(start), Double($0)) } })
      }
      if all.isEmpty {
        var one = curve("this instation") { first.rows[$0]?[place] }
        var two = curve("manufacturer") { second.rows[$0]?[other] }
        one.plot = "Channel \(name) by both collections"
        two.plot = one.plot
        all += [one, two]
      }
      var difference = curve(name) { start in
        guard let a = first.rows[start]?[place], let b = second.rows[start]?[other] else { return nil }
        return a - b
      }
      difference.plot = "Difference of the collections"
      all.append(difference)
    }
    return all
  }

  /// The collection of DR1-1 as it was kept.
  private func firstCollection() throws -> (rows: ProtocolCollection, span: ClosedRange<Int64>)? {
    guard let span = state.span, let attempt = state.last("DR1-1"),
      let data = folder.raw("DR1-1", "attempt-\(attempt.number)-collection.csv")
    else { return nil }
    var layout = ProtocolExportLayout()
    layout.stamp = "start"
    return (
      try ProtocolCollection(csv: String(decoding: data, as: UTF8.self), layout: layout, period: 0),
      span[0]...span[1]
    )
  }

  /// Collects the span of DR1-1 again and compares; nil where there was no first collection.
  func compareWithFirst(_ name: String, _ source: String) throws -> EvidenceCheck {
    guard let first = try firstCollection() else {
      return check(name, "the same data", "DR1-1 was not done: nothing to compare with", nil, source)
    }
    let again = ProtocolCollection(try line.rows(first.span))
    if raw["collection.csv"] == nil { raw["collection.csv"] = Data(again.csv.utf8) }
    let comparison = CollectionComparison(first.rows, again, span: first.span)
    return check(
      name, "the same data", comparison.text, comparison.isEqual && comparison.uncompared.isEmpty, source)
  }

  /// DR1-2: the same again.
  func collectAgain(_ test: inout EvidenceCase, _ step: ProtocolStep) throws {
    test.checks.append(try compareWithFirst("repeated collection", step.source))
    notes.append("collected the span of DR1-1 again")
  }

  /// DR2-1: a wrong password.
  func tryWrongPassword(_ test: inout EvidenceCase, _ step: ProtocolStep) throws {
    let now = try line.meterSeconds()
    var found = "rows came"
    var isRefused = false
    do {
      _ = try line.rows(now - 86_400...now, password: line.wrongPassword, retries: 0)
    } catch let error as MeterReadError where error.isRefusal {
      found = error.what
      isRefused = true
    }
    notes.append("tried to collect a day with a wrong password")
    test.checks.append(check("collection", step.expectation, found, isRefused, step.source))
  }

  /// DR2-2: the right password.
  func tryRightPassword(_ test: inout EvidenceCase, _ step: ProtocolStep) throws {
    let now = try line.meterSeconds()
    do {
      let rows = try line.rows(now - 86_400...now, retries: 0).rows.count
      test.checks.append(
        check("collection", step.expectation, "\(rows) periods at the first attempt", rows > 0, step.source))
    } catch let error as MeterReadError where error.isRefusal {
      test.checks.append(check("collection", step.expectation, error.what, false, step.source))
    }
    test.checks.append(try compareWithFirst("data after a wrong password", step.source))
    notes.append("collected with the right password")
  }
}

extension ProfileReading {
  /// Code of the column at a place among the cells.
  func intervalName(_ place: Int) -> String {
    let columns = description.columns.indices.filter { $0 != description.clockColumn }
    return description.columns[columns[place]].name.text
  }
}
