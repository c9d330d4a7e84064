/// One line of a flow: a group code and its cells, each ended by `|`.
struct FlowRecord {
  var line: Int
  var group: String
  var cells: [Substring]

  init(_ text: Substring, line: Int) throws(FlowError) {
    self.line = line
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
    group = parts.first.map(String.init) ?? ""
    guard parts.count >= 2, parts.last == "" else {
      throw FlowError(line: line, group: group, reason: "the record does not end with '|'")
    }
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw FlowError(line: line, group: group, reason: "a character outside printable ASCII")
    }
    cells = Array(parts.dropFirst().dropLast())
  }

  func cell(_ index: Int) -> Substring { index < cells.count ? cells[index] : "" }

  func error(_ field: String, _ reason: String) -> FlowError {
    FlowError(line: line, group: group, field: field, reason: reason)
  }

  func expect(cells count: Int) throws(FlowError) {
    guard cells.count == count else {
      throw error("", "has \(cells.count) fields, expected \(count)")
    }
  }

  func text(_ index: Int, _ field: String, _ length: ClosedRange<Int>) throws(FlowError) -> String {
    let text = cell(index)
    guard length.contains(text.utf8.count) else {
      throw error(
        field,
        "'\(text)' has \(text.utf8.count) characters, expected \(length.lowerBound) to \(length.upperBound)")
    }
    return String(text)
  }

  func mpan(_ index: Int) throws(FlowError) -> MPAN {
    guard let mpan = MPAN(cell(index)) else {
      throw error("MPAN Core", "'\(cell(index))' is not 13 digits with a right check digit")
    }
    return mpan
  }

  func date(_ index: Int, _ field: String) throws(FlowError) -> FlowDate {
    guard cell(index).utf8.count == 8, let date = FlowDate(cell(index)) else {
      throw error(field, "'\(cell(index))' is no date ccyymmdd")
    }
    return date
  }

  func integer(_ index: Int, _ field: String, _ range: ClosedRange<Int>) throws(FlowError) -> Int {
    let text = cell(index)
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text),
      range.contains(value)
    else {
      throw error(field, "'\(text)' is no whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func boolean(_ index: Int, _ field: String) throws(FlowError) -> Bool {
    switch cell(index) {
    case "T": return true
    case "F": return false
    default: throw error(field, "'\(cell(index))' is neither T nor F")
    }
  }
}
