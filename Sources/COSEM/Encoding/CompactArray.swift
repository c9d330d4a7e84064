/// Compact arrays: the type once, then the contents of all elements without tags.
public struct CompactArray: Equatable, Sendable {
  private let description: Range<Int>
  private let contents: Range<Int>

  /// A compact array whose content description and contents stand in `range` (see `DataValue.compactArray`).
  public init(_ range: Range<Int>, _ octets: RawSpan) throws(CodecError) {
    var reader = OctetReader(range)
    try CompactArray.skipDescription(&reader, octets, depth: 0)
    description = range.lowerBound..<reader.position
    contents = try reader.field(octets)
    guard reader.isAtEnd else { throw .malformed }
  }

  /// A compact array that begins at the reader, after its tag; `octets` may end within its contents.
  public init(beginningAt reader: OctetReader, _ octets: RawSpan) throws(CodecError) {
    var reader = reader
    let start = reader.position
    try CompactArray.skipDescription(&reader, octets, depth: 0)
    description = start..<reader.position
    let count = try reader.length(octets)
    contents = reader.position..<(reader.position + min(count, reader.remaining))
  }

  /// Passes over a content description.
  static func skipDescription(
    _ reader: inout OctetReader, _ octets: RawSpan, depth: Int
  ) throws(CodecError) {
    guard depth < 8, let tag = DataTag(rawValue: try reader.uint8(octets)) else { throw .malformed }
    switch tag {
    case .array:
      _ = try reader.uint16(octets)
      try skipDescription(&reader, octets, depth: depth + 1)
    case .structure:
      let count = try reader.length(octets)
      // Every type has at least one octet.
      guard count <= reader.remaining else { throw .truncated }
      for _ in 0..<count { try skipDescription(&reader, octets, depth: depth + 1) }
    case .compactArray: throw .malformed
    default: break
    }
  }

  /// Hands every element, with the heads of structures and arrays before their content, to `body` in order.
  ///
  /// - Returns: the number of outermost elements.
  @discardableResult
  public func forEach(
    _ octets: RawSpan, _ body: (DataValue) throws(CodecError) -> Void
  ) throws(CodecError) -> Int {
    var reader = OctetReader(contents)
    var count = 0
    while !reader.isAtEnd {
      let before = reader.position
      var types = OctetReader(description)
      try element(&types, &reader, octets, depth: 0, body)
      // A type without content would never end.
      guard reader.position > before else { throw .malformed }
      count += 1
    }
    return count
  }

  private func element(
    _ types: inout OctetReader, _ reader: inout OctetReader, _ octets: RawSpan, depth: Int,
    _ body: (DataValue) throws(CodecError) -> Void
  ) throws(CodecError) {
    guard depth < 8, let tag = DataTag(rawValue: try types.uint8(octets)) else { throw .malformed }
    switch tag {
    case .array:
      let count = Int(try types.uint16(octets))
      let start = types.position
      guard count <= reader.remaining else { throw .malformed }
      try body(.array(count: count))
      for _ in 0..<count {
        let before = reader.position
        types.position = start
        try element(&types, &reader, octets, depth: depth + 1, body)
        // Elements without content could be nested to numbers without end.
        guard reader.position > before else { throw .malformed }
      }
      if count == 0 { try CompactArray.skipDescription(&types, octets, depth: depth + 1) }
    case .structure:
      let count = try types.length(octets)
      try body(.structure(count: count))
      for _ in 0..<count { try element(&types, &reader, octets, depth: depth + 1, body) }
    default: try body(try reader.value(of: tag, octets))
    }
  }
}
