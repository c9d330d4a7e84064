/// This project's own event log: CSV, UTC, one event a line; docs/cms.md describes it. Not a settlement format.
public enum NeutralEventLog: EventLogCodec {
  public static let name = "swift-meter neutral event log v1"
  public static let isVerified = false
  static let header = "cms_unit_reference,utc,kind,value,unit,context,information"

  public static func text(_ events: [MeterLogEvent]) -> String {
    var lines = ["# \(name); not an industry format", header]
    for event in events {
      let unit = event.kind == .register ? "uWh" : "mW"
      lines.append(
        "\(event.unitReference),\(stamp(event.milliseconds)),\(event.kind.rawValue),\(event.value),\(unit),\(event.context),\(event.information)"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  public static func events(_ text: String) throws(FlowError) -> [MeterLogEvent] {
    var events: [MeterLogEvent] = []
    var sawHeader = false
    for (index, line) in FileLines.split(text).enumerated() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      func error(_ field: String, _ reason: String) -> FlowError {
        FlowError(line: index + 1, group: sawHeader ? "event" : "header", field: field, reason: reason)
      }
      if !sawHeader {
        guard line == header else { throw error("", "expected '\(header)'") }
        sawHeader = true
        continue
      }
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 7 else { throw error("", "has \(cells.count) columns, expected 7") }
      guard !cells[0].isEmpty else { throw error("cms_unit_reference", "is empty") }
      guard let time = milliseconds(cells[1]) else {
        throw error("utc", "'\(cells[1])' is no YYYY-MM-DDThh:mm:ss.mmmZ")
      }
      guard let kind = MeterLogEvent.Kind(rawValue: String(cells[2])) else {
        throw error("kind", "'\(cells[2])' is neither register nor load")
      }
      guard let value = Int64(cells[3]), value >= 0 else {
        throw error("value", "'\(cells[3])' is no number from 0")
      }
      guard cells[4] == (kind == .register ? "uWh" : "mW") else {
        throw error("unit", "'\(cells[4])' does not fit the kind")
      }
      guard cells[6].allSatisfy({ "UEDR".contains($0) }) else {
        throw error("information", "'\(cells[6])' is not of U, E, D, R")
      }
      events.append(
        MeterLogEvent(
          unitReference: String(cells[0]), milliseconds: time, kind: kind, value: value,
          context: String(cells[5]), information: String(cells[6])))
    }
    guard sawHeader else { throw FlowError(line: 0, group: "header", reason: "expected '\(header)'") }
    return events
  }

  /// `YYYY-MM-DDThh:mm:ss.mmmZ`.
  public static func stamp(_ milliseconds: Int64) -> String {
    let rest = String(milliseconds % 1000)
    return UTCStamp.iso(milliseconds / 1000).dropLast() + "." + String(repeating: "0", count: 3 - rest.count)
      + rest + "Z"
  }

  static func milliseconds(_ text: Substring) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, bytes[4] == 45, bytes[7] == 45, bytes[10] == 84, bytes[13] == 58,
      bytes[16] == 58,
      bytes[19] == 46, bytes[23] == 90
    else { return nil }
    let digits = text.filter { $0.isASCII && $0.isNumber }
    guard digits.utf8.count == 17, let seconds = FlowDate.seconds(ofStamp: digits.prefix(14)),
      let rest = Int64(digits.suffix(3))
    else { return nil }
    return seconds * 1000 + rest
  }
}
