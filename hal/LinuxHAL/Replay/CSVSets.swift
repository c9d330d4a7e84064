import HAL

/// Sets in a text file: a header line with names, then one line a set with whole counts.
struct CSVSets: CaptureReader {
  let format: SampleFormat
  private let bytes: CaptureBytes
  private let delimiter: UInt8
  /// Which channel a column is, -1 for none, -2 for the running index.
  private var columns: [Int] = []
  private var line: UInt32 = 1
  private var firstOffset: Int64 = 0
  private var lastIndex: UInt64?

  /// Reads the header and finds `wanted` in it; a column named `index` numbers the sets.
  init(
    _ bytes: CaptureBytes, wanted: [String], format: SampleFormat, delimiter: UInt8
  ) throws(SampleFileError) {
    self.bytes = bytes
    self.format = format
    self.delimiter = delimiter
    var names: [(name: String, column: UInt32)] = []
    var name: [UInt8] = []
    var (start, column): (UInt32, UInt32) = (1, 1)
    reading: while true {
      let byte = try bytes.next()
      switch byte {
      case nil, UInt8(ascii: "\n")?, delimiter?:
        names.append((Self.trimmed(name), start))
        name = []
        start = column + 1
        if byte != delimiter { break reading }
      case UInt8(ascii: "\r")?: break
      case let byte?: name.append(byte)
      }
      column += 1
    }
    columns = names.map { $0.name == "index" ? -2 : -1 }
    for (channel, name) in wanted.enumerated() {
      guard let found = names.firstIndex(where: { $0.name == name }) else {
        throw SampleFileError(
          bytes.path, .malformed, line: 1, column: 1,
          "has no column '\(name)'; its header names \(names.map(\.name).joined(separator: ", "))")
      }
      columns[found] = channel
    }
    for (number, entry) in names.enumerated() where columns[number] >= -2 {
      if !entry.name.isEmpty, names[..<number].contains(where: { $0.name == entry.name }) {
        throw SampleFileError(
          bytes.path, .malformed, line: 1, column: entry.column, "has two columns '\(entry.name)'")
      }
    }
    firstOffset = bytes.offset
  }

  private static func trimmed(_ name: [UInt8]) -> String {
    var text = String(decoding: name, as: UTF8.self)
    // Spreadsheets put a byte order mark before the first name, and quotes around names.
    while let first = text.unicodeScalars.first, first == "\u{FEFF}" || first == " " || first == "\"" {
      text.unicodeScalars.removeFirst()
    }
    while let last = text.unicodeScalars.last, last == " " || last == "\"" {
      text.unicodeScalars.removeLast()
    }
    return text
  }

  mutating func rewind() throws(SampleFileError) {
    try bytes.seek(to: firstOffset)
    line = 1
    lastIndex = nil
  }

  mutating func next(_ set: inout [Int32], index: inout UInt64?) throws(SampleFileError) -> Bool {
    line += 1
    var number = 0
    var field = CSVField()
    var column: UInt32 = 1
    var fieldColumn: UInt32 = 1
    while true {
      let byte = try bytes.next()
      let isLineEnd = byte == UInt8(ascii: "\n") || byte == nil
      if isLineEnd && number == 0 && field.isBlank && !field.isQuoted {
        if byte == nil { return false }
        // An empty line is no set.
        line += 1
        column = 1
        fieldColumn = 1
        field = CSVField()
        continue
      }
      if isLineEnd || byte == delimiter {
        try store(field, number, &set, &index, at: fieldColumn, isFileEnd: byte == nil)
        number += 1
        field = CSVField()
        fieldColumn = column + 1
        if isLineEnd { break }
      } else if let byte {
        field.append(byte)
      }
      column += 1
    }
    guard number == columns.count else {
      throw SampleFileError(
        bytes.path, .malformed, line: line, column: fieldColumn,
        "has \(number) fields, its header \(columns.count)")
    }
    return true
  }

  private mutating func store(
    _ field: CSVField, _ number: Int, _ set: inout [Int32], _ index: inout UInt64?, at column: UInt32,
    isFileEnd: Bool
  ) throws(SampleFileError) {
    if isFileEnd && number + 1 < columns.count {
      throw SampleFileError(
        bytes.path, .truncated, line: line, column: column,
        "the file ends inside the line: \(number + 1) of \(columns.count) fields are there")
    }
    guard number < columns.count else {
      throw SampleFileError(
        bytes.path, .malformed, line: line, column: column,
        "has more fields than its header (\(columns.count))")
    }
    let channel = columns[number]
    guard channel != -1 else { return }
    guard let value = field.value else {
      throw SampleFileError(
        bytes.path, .malformed, line: line, column: column,
        "'\(field.text)' is no whole number of counts")
    }
    if channel == -2 {
      guard value >= 0, lastIndex.map({ UInt64(value) > $0 }) ?? true else {
        throw SampleFileError(
          bytes.path, .malformed, line: line, column: column, "the index \(value) repeats or goes back")
      }
      index = UInt64(value)
      lastIndex = UInt64(value)
      return
    }
    guard value >= -Int64(format.fullScale) - 1, value <= Int64(format.fullScale) else {
      throw SampleFileError(
        bytes.path, .malformed, line: line, column: column,
        "\(value) is beyond a sample of \(format.significantBits) bits")
    }
    set[channel] = Int32(value)
  }
}
