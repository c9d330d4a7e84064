/// Type description of a compact array's elements.
public indirect enum DLMSType: Equatable, Hashable, Sendable {
  /// A tag of a value without elements.
  case scalar(UInt8)
  case array(count: UInt16, DLMSType)
  case structure([DLMSType])

  static let scalarTags: Set<UInt8> = [
    0, 3, 4, 5, 6, 9, 10, 12, 13, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27,
  ]

  public static let uint32 = DLMSType.scalar(6)
  public static let uint16 = DLMSType.scalar(18)

  init(_ reader: inout ByteReader, depth: Int) throws(FrameDecodingError) {
    guard depth < ByteReader.maximumDepth else {
      throw reader.failure("no more than \(ByteReader.maximumDepth) nested types")
    }
    try reader.spendValue()
    let start = reader
    let tag = try reader.octet("a type tag")
    switch tag {
    case 1:
      let count = try reader.integer(UInt16.self, "array count")
      self = .array(count: count, try DLMSType(&reader, depth: depth + 1))
    case 2:
      let count = try reader.length("the structure type")
      guard count <= reader.remaining else {
        throw start.failure("a structure type that fits the octets left")
      }
      var types: [DLMSType] = []
      for _ in 0..<count { types.append(try DLMSType(&reader, depth: depth + 1)) }
      self = .structure(types)
    default:
      guard Self.scalarTags.contains(tag) else { throw start.failure("a type tag") }
      self = .scalar(tag)
    }
  }

  func encode(to writer: inout ByteWriter) {
    switch self {
    case .scalar(let tag): writer.octet(tag)
    case .array(let count, let element):
      writer.octet(1)
      writer.integer(count)
      element.encode(to: &writer)
    case .structure(let types):
      writer.octet(2)
      writer.length(types.count)
      for type in types { type.encode(to: &writer) }
    }
  }
}
