import COSEM
import Foundation
import Instation

/// Periods as one piece of software collected them: cells by the start of their period and the code of their column.
public struct ProtocolCollection: Equatable, Sendable {
  /// Codes of the columns, in order.
  public var columns: [String]
  /// Cells by the period's start, UTC seconds; nil for nothing.
  public var rows: [Int64: [Int64?]]

  /// Columns and rows.
  public init(columns: [String], rows: [Int64: [Int64?]]) {
    self.columns = columns
    self.rows = rows
  }

  /// The rows of a profile that was read.
  init(_ reading: ProfileReading) {
    let places = reading.description.columns.indices.filter { $0 != reading.description.clockColumn }
    columns = places.map { Self.name(reading.description.columns[$0]) }
    rows = Dictionary(reading.rows.map { ($0.startSeconds, $0.cells) }) { first, _ in first }
  }

  private static func name(_ column: ProfileColumn) -> String {
    column.attribute == 2 ? column.name.text : "\(column.name.text)/\(column.attribute)"
  }

  /// As CSV: start of the period, then the cells.
  public var csv: String {
    var lines = [(["start"] + columns).joined(separator: ",")]
    for (start, cells) in rows.sorted(by: { $0.key < $1.key }) {
      lines.append(([UTCText.of(start)] + cells.map { $0.map(String.init) ?? "" }).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads an export; `period` turns ends of periods into starts.
  public init(
    csv text: String, layout: ProtocolExportLayout, period: Int64
  ) throws(CoPOptionError) {
    let separator = Character(layout.separator ?? ",")
    func cells(_ line: Substring) -> [String] {
      line.split(separator: separator, omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"\r\u{FEFF}"))
      }
    }
    let lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
    guard let head = lines.first.map(cells), head.count > 1 else {
      throw CoPOptionError(reason: "has no head of columns")
    }
    guard let time = layout.time.map({ head.firstIndex(of: $0) }) ?? 0 else {
      throw CoPOptionError(reason: "has no column '\(layout.time ?? "")' of times")
    }
    // Columns that are not named stay out where the layout names some.
    let places = head.indices.filter { place in
      place != time && (layout.columns.map { $0[head[place]] != nil } ?? true)
    }
    if let missing = layout.columns?.keys.sorted().first(where: { !head.contains($0) }) {
      throw CoPOptionError(reason: "has no column '\(missing)'")
    }
    columns = places.map { layout.columns?[head[$0]] ?? head[$0] }
    rows = [:]
    let digits = 6
    for (index, line) in lines.enumerated().dropFirst() {
      let cells = cells(line)
      guard cells.count == head.count else {
        throw CoPOptionError(reason: "line \(index + 1) has \(cells.count) cells, the head \(head.count)")
      }
      guard let seconds = Self.seconds(cells[time], isDayFirst: layout.date == "dmy") else {
        throw CoPOptionError(reason: "line \(index + 1): '\(cells[time])' is no time")
      }
      var row: [Int64?] = []
      for place in places {
        if cells[place].isEmpty {
          row.append(nil)
          continue
        }
        let scaled = ScaledDecimal.parse(cells[place], places: digits)?.multipliedReportingOverflow(
          by: columns[row.count].hasPrefix("1.") ? layout.factor ?? 1 : 1)
        guard let scaled, !scaled.overflow, scaled.partialValue % 1_000_000 == 0 else {
          throw CoPOptionError(
            reason: "line \(index + 1): '\(cells[place])' is no whole number of the meter's steps (factor)")
        }
        row.append(scaled.partialValue / 1_000_000)
      }
      let start =
        seconds - (layout.utcOffsetMinutes ?? 0) * 60 - (layout.stamp == "start" ? 0 : period)
      guard rows.updateValue(row, forKey: start) == nil else {
        throw CoPOptionError(reason: "line \(index + 1): the period \(UTCText.of(start)) is there twice")
      }
    }
  }

  /// `2026-12-31T23:30:00Z`, `2026-12-31 23:30`, or with the day first `31/12/2026 23:30`.
  private static func seconds(_ text: String, isDayFirst: Bool) -> Int64? {
    let words = text.split(whereSeparator: { " TZ".contains($0) })
    guard words.count == 2 else { return nil }
    var date = words[0].split(whereSeparator: { "-/.".contains($0) }).compactMap { UInt16($0) }
    let clock = words[1].split(separator: ":").compactMap { UInt8($0) }
    guard date.count == 3, (2...3).contains(clock.count) else { return nil }
    if isDayFirst { date.reverse() }
    guard (2000...2099).contains(date[0]), (1...12).contains(date[1]), (1...31).contains(date[2]),
      clock[0] <= 24, clock[1] < 60
    else { return nil }
    let days = Calendar.days(Int64(date[0]), Int64(date[1]), Int64(date[2]))
    return days * 86_400 + Int64(clock[0]) * 3600 + Int64(clock[1]) * 60
      + Int64(clock.count == 3 ? clock[2] : 0)
  }

  private enum Calendar {
    /// Days since 1970 of a Gregorian date.
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
      let y = month <= 2 ? year - 1 : year
      let shifted = (month + 9) % 12
      let ofYear = (153 * shifted + 2) / 5 + day - 1
      let ofEra = y % 400 * 365 + y % 400 / 4 - y % 400 / 100 + ofYear
      return y / 400 * 146_097 + ofEra - 719_468
    }
  }
}
