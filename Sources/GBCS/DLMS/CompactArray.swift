/// A compact array: one type for all rows, then the rows without tags. How GBCS logs travel.
public struct CompactArray: Equatable, Hashable, Sendable {
  public let type: DLMSType
  /// Each of the shape of `type`.
  public let rows: [DLMSData]

  /// `rows` must all be of the shape of `type`.
  public init(type: DLMSType, rows: [DLMSData]) {
    self.type = type
    self.rows = rows
  }

  init(_ reader: inout ByteReader, depth: Int) throws(FrameDecodingError) {
    type = try DLMSType(&reader, depth: depth + 1)
    let length = try reader.length("the compact array")
    var inner = try reader.window(length, "the compact array")
    var rows: [DLMSData] = []
    while !inner.isAtEnd {
      let before = inner.offset
      rows.append(try DLMSData(row: type, &inner))
      guard inner.offset > before else { throw inner.failure("rows of at least one octet") }
    }
    self.rows = rows
  }

  func encode(to writer: inout ByteWriter) {
    type.encode(to: &writer)
    var contents = ByteWriter()
    for row in rows { row.encodeRow(to: &contents) }
    writer.field(contents.bytes)
  }
}
