import Foundation

/// Readings as CSV: what a tester types, what a live run keeps, and what is taken up again.
///
/// `point` and the quantities measured are enough; a column that is empty is not stated. Columns of results
/// (`error_percent` of other methods, `limit_percent`, `verdict`) are written, never read.
public struct AccuracyReadingFile: Sendable {
  /// Columns, in the order they are written.
  public static let columns = [
    "point", "method", "pulses", "span_s", "reference_wh", "reference_step_wh", "reference_span_s",
    "reference_latency_s", "scatter_s", "reference_scatter_s", "register_start_kwh", "register_end_kwh",
    "register_step_kwh", "error_percent", "uncertainty_percent", "limit_percent", "verdict", "measured_at",
    "note",
  ]

  /// Digest of the plan the readings belong to; nil in a file that was typed.
  public var planDigest: String?
  /// The readings, in the order of the file.
  public private(set) var readings: [AccuracyReading] = []

  /// Reads a file's text; `file` is for messages.
  public init(_ text: String, file: String) throws(AccuracyError) {
    var columns: [String]?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let place = "\(file):\(index + 1)"
      let line = line.hasSuffix("\r") ? line.dropLast() : line
      if line.hasPrefix("# plan: ") {
        planDigest = String(line.dropFirst(8))
        continue
      }
      if line.isEmpty || line.hasPrefix("#") { continue }
      let cells = try Self.cells(line, place)
      guard let names = columns else {
        for name in cells where !Self.columns.contains(name) {
          throw AccuracyError(
            "\(place): unknown column '\(name)'; known are \(Self.columns.joined(separator: ", "))")
        }
        guard cells.contains("point") else {
          throw AccuracyError("\(place): the first line needs a column 'point'")
        }
        columns = cells
        continue
      }
      guard cells.count == names.count else {
        throw AccuracyError("\(place): \(cells.count) cells for \(names.count) columns")
      }
      readings.append(try Self.reading(Dictionary(zip(names, cells)) { $1 }, place))
    }
  }

  private static func cells(_ line: Substring, _ place: String) throws(AccuracyError) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"":
        cell.append("\"")
        rest = rest.dropFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        cells.append(cell)
        cell = ""
      default: cell.append(character)
      }
    }
    guard !isQuoted else { throw AccuracyError("\(place): a quotation mark is not closed") }
    cells.append(cell)
    return cells
  }

  private static func reading(
    _ row: [String: String], _ place: String
  ) throws(AccuracyError) -> AccuracyReading {
    func text(_ name: String) -> String { (row[name] ?? "").trimmingCharacters(in: .whitespaces) }
    func number(_ name: String, _ places: Int, signed: Bool = false) throws(AccuracyError) -> Int64 {
      let text = text(name)
      if text.isEmpty { return 0 }
      guard let value = ScaledDecimal.parse(text, places: places), signed || value >= 0 else {
        throw AccuracyError(
          "\(place): '\(name)' is a \(signed ? "" : "positive ")decimal with up to \(places) places, not '\(text)'"
        )
      }
      return value
    }
    let point = text("point")
    guard !point.isEmpty else { throw AccuracyError("\(place): the point is not named") }
    let method: AccuracyReading.Method
    if text("method").isEmpty {
      method =
        !text("register_end_kwh").isEmpty
        ? .register : text("pulses").isEmpty && !text("error_percent").isEmpty ? .error : .counts
    } else {
      guard let known = AccuracyReading.Method(rawValue: text("method")) else {
        let names = AccuracyReading.Method.allCases.map(\.rawValue).joined(separator: ", ")
        throw AccuracyError("\(place): 'method' is one of \(names), not '\(text("method"))'")
      }
      method = known
    }
    var reading = AccuracyReading(point: point, method: method)
    reading.pulses = try number("pulses", 0)
    reading.spanNanoseconds = try number("span_s", 9)
    reading.referenceNanowattHours = try number("reference_wh", 9)
    reading.referenceStep = try number("reference_step_wh", 9)
    if method == .counts, reading.referenceStep == 0, reading.referenceNanowattHours > 0 {
      // A typed value is good to its last place.
      reading.referenceStep = step(text("reference_wh"), places: 9)
    }
    reading.referenceSpanNanoseconds = try number("reference_span_s", 9)
    reading.referenceLatencyNanoseconds = try number("reference_latency_s", 9)
    reading.scatterNanoseconds = try number("scatter_s", 9)
    reading.referenceScatterNanoseconds = try number("reference_scatter_s", 9)
    reading.registerStart = try number("register_start_kwh", 12)
    reading.registerEnd = try number("register_end_kwh", 12)
    reading.registerStep = try number("register_step_kwh", 12)
    if reading.registerStep == 0, !text("register_end_kwh").isEmpty {
      reading.registerStep =
        max(step(text("register_start_kwh"), places: 12), step(text("register_end_kwh"), places: 12))
    }
    if method == .error {
      reading.shownError = try number("error_percent", 7, signed: true)
      guard !text("uncertainty_percent").isEmpty else {
        throw AccuracyError("\(place): an error that was typed needs its uncertainty_percent (k = 2)")
      }
      reading.shownUncertainty = try number("uncertainty_percent", 7)
    }
    if !text("measured_at").isEmpty {
      guard let date = try? Date(text("measured_at"), strategy: .iso8601) else {
        throw AccuracyError(
          "\(place): 'measured_at' is a time like 2026-03-02T10:00:00Z, not '\(text("measured_at"))'")
      }
      reading.atSeconds = Int64(date.timeIntervalSince1970)
    }
    reading.note = text("note")
    return reading
  }

  /// One unit of the last place of a decimal.
  private static func step(_ text: String, places: Int) -> Int64 {
    let shown = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
    var value: Int64 = 1
    for _ in 0..<max(places - shown, 0) { value *= 10 }
    return value
  }

  /// The first lines of a file.
  public static func head(planDigest: String) -> String {
    "# plan: \(planDigest)\n" + columns.joined(separator: ",") + "\n"
  }

  /// One line, with the result.
  public static func line(_ result: AccuracyResult, verdict: EvidenceVerdict) -> String {
    let reading = result.reading
    func number(_ value: Int64, _ places: Int) -> String {
      value == 0 ? "" : ScaledDecimal.text(value, places: places)
    }
    func kilo(_ value: Int64) -> String { value == 0 ? "" : ScaledDecimal.text(value, places: 12) }
    let isError = reading.method == .error
    let cells = [
      reading.point, reading.method.rawValue, number(reading.pulses, 0), number(reading.spanNanoseconds, 9),
      number(reading.referenceNanowattHours, 9), number(reading.referenceStep, 9),
      number(reading.referenceSpanNanoseconds, 9), number(reading.referenceLatencyNanoseconds, 9),
      number(reading.scatterNanoseconds, 9), number(reading.referenceScatterNanoseconds, 9),
      kilo(reading.registerStart), kilo(reading.registerEnd), kilo(reading.registerStep),
      isError
        ? ScaledDecimal.text(reading.shownError, places: 7)
        : result.error.map { ScaledDecimal.text($0, places: 7) } ?? "",
      isError
        ? ScaledDecimal.text(reading.shownUncertainty, places: 7)
        : result.error == nil ? "" : String(format: "%.7f", result.budget.expanded),
      result.point.tightest.map { ScaledDecimal.text(Int64($0.millipercent), places: 3) } ?? "",
      verdict.rawValue,
      reading.atSeconds == 0
        ? "" : Date(timeIntervalSince1970: TimeInterval(reading.atSeconds)).formatted(.iso8601), reading.note,
    ]
    return cells.map { cell in
      cell.contains(where: { ",\"\n\r".contains($0) })
        ? "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"").replacingOccurrences(of: "\n", with: " ")
          + "\""
        : cell
    }.joined(separator: ",") + "\n"
  }
}
