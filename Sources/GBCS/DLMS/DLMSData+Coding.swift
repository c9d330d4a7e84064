extension DLMSData {
  /// Decodes exactly one value from `bytes`.
  public init(decoding bytes: [UInt8]) throws(FrameDecodingError) {
    var reader = ByteReader(bytes)
    self = try DLMSData(&reader)
    try reader.requireEnd("the value")
  }

  /// The value with its tag.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    encode(to: &writer)
    return writer.bytes
  }

  init(_ reader: inout ByteReader, depth: Int = 0) throws(FrameDecodingError) {
    guard depth < ByteReader.maximumDepth else {
      throw reader.failure("no more than \(ByteReader.maximumDepth) nested values")
    }
    let start = reader
    let tag = try reader.octet("a data tag")
    switch tag {
    case 1: self = .array(try Self.elements(&reader, depth: depth, "array"))
    case 2: self = .structure(try Self.elements(&reader, depth: depth, "structure"))
    case 19: self = .compactArray(try CompactArray(&reader, depth: depth))
    default:
      guard DLMSType.scalarTags.contains(tag) else { throw start.failure("a data tag") }
      self = try DLMSData(scalar: tag, &reader)
    }
  }

  private static func elements(
    _ reader: inout ByteReader, depth: Int, _ what: String
  ) throws(FrameDecodingError) -> [DLMSData] {
    let start = reader
    let count = try reader.length("the \(what)")
    // Every element has a tag of its own, so a count beyond the octets left is refused before anything is made.
    guard count <= reader.remaining else {
      throw start.failure("a number of \(what) elements that fits the octets left")
    }
    var elements: [DLMSData] = []
    for _ in 0..<count { elements.append(try DLMSData(&reader, depth: depth + 1)) }
    return elements
  }

  /// A value without its tag, as in compact arrays.
  init(scalar tag: UInt8, _ reader: inout ByteReader) throws(FrameDecodingError) {
    try reader.spendValue()
    switch tag {
    case 0: self = .null
    case 3: self = .boolean(try reader.octet("boolean"))
    case 4:
      let count = try reader.length("the bit string")
      self = .bitString(count: count, octets: try reader.octets((count + 7) / 8, "bit string"))
    case 5: self = .int32(Int32(bitPattern: try reader.integer(UInt32.self, "double-long")))
    case 6: self = .uint32(try reader.integer(UInt32.self, "double-long-unsigned"))
    case 9: self = .octetString(try reader.field("octet string"))
    case 10: self = .visibleString(try reader.field("visible string"))
    case 12: self = .utf8String(try reader.field("UTF-8 string"))
    case 13: self = .bcd(try reader.octet("bcd"))
    case 15: self = .int8(Int8(bitPattern: try reader.octet("integer")))
    case 16: self = .int16(Int16(bitPattern: try reader.integer(UInt16.self, "long")))
    case 17: self = .uint8(try reader.octet("unsigned"))
    case 18: self = .uint16(try reader.integer(UInt16.self, "long-unsigned"))
    case 20: self = .int64(Int64(bitPattern: try reader.integer(UInt64.self, "long64")))
    case 21: self = .uint64(try reader.integer(UInt64.self, "long64-unsigned"))
    case 22: self = .enumeration(try reader.octet("enum"))
    case 23: self = .float32(try reader.integer(UInt32.self, "float32"))
    case 24: self = .float64(try reader.integer(UInt64.self, "float64"))
    case 25: self = .dateTime(try reader.octets(12, "date-time"))
    case 26: self = .date(try reader.octets(5, "date"))
    case 27: self = .time(try reader.octets(4, "time"))
    default: throw reader.failure("a scalar value's octets")
    }
  }

  func encode(to writer: inout ByteWriter) {
    writer.octet(tag)
    encodeContents(to: &writer)
  }

  var tag: UInt8 {
    switch self {
    case .null: 0
    case .array: 1
    case .structure: 2
    case .boolean: 3
    case .bitString: 4
    case .int32: 5
    case .uint32: 6
    case .octetString: 9
    case .visibleString: 10
    case .utf8String: 12
    case .bcd: 13
    case .int8: 15
    case .int16: 16
    case .uint8: 17
    case .uint16: 18
    case .compactArray: 19
    case .int64: 20
    case .uint64: 21
    case .enumeration: 22
    case .float32: 23
    case .float64: 24
    case .dateTime: 25
    case .date: 26
    case .time: 27
    }
  }

  private func encodeContents(to writer: inout ByteWriter) {
    switch self {
    case .null: break
    case .array(let elements), .structure(let elements):
      writer.length(elements.count)
      for element in elements { element.encode(to: &writer) }
    case .boolean(let value), .bcd(let value), .uint8(let value), .enumeration(let value): writer.octet(value)
    case .bitString(let count, let octets):
      writer.length(count)
      writer.octets(octets)
    case .int32(let value): writer.integer(value)
    case .uint32(let value), .float32(let value): writer.integer(value)
    case .octetString(let octets), .visibleString(let octets), .utf8String(let octets): writer.field(octets)
    case .int8(let value): writer.integer(value)
    case .int16(let value): writer.integer(value)
    case .uint16(let value): writer.integer(value)
    case .compactArray(let array): array.encode(to: &writer)
    case .int64(let value): writer.integer(value)
    case .uint64(let value), .float64(let value): writer.integer(value)
    case .dateTime(let octets), .date(let octets), .time(let octets): writer.octets(octets)
    }
  }

  /// A row of a compact array: its values without tags, as `type` lays them out.
  init(row type: DLMSType, _ reader: inout ByteReader) throws(FrameDecodingError) {
    switch type {
    case .scalar(let tag): self = try DLMSData(scalar: tag, &reader)
    case .array(let count, let element):
      try reader.spendValue(Int(count))
      var elements: [DLMSData] = []
      for _ in 0..<count { elements.append(try DLMSData(row: element, &reader)) }
      self = .array(elements)
    case .structure(let types):
      try reader.spendValue(types.count)
      var elements: [DLMSData] = []
      for type in types { elements.append(try DLMSData(row: type, &reader)) }
      self = .structure(elements)
    }
  }

  /// Writes a compact array's row; its shape must be the array's type.
  func encodeRow(to writer: inout ByteWriter) {
    switch self {
    case .array(let elements), .structure(let elements):
      for element in elements { element.encodeRow(to: &writer) }
    default: encodeContents(to: &writer)
    }
  }
}
