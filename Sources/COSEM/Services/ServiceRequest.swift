/// A GET, SET or ACTION request, decoded to where its data stands.
///
/// Data, lists and blocks are ranges of the octets decoded: what a server needs of them it reads there.
public enum ServiceRequest: Equatable, Sendable {
  case get(AttributeDescriptor, SelectiveAccess)
  case getNext(block: UInt32)
  /// `count` descriptors, each with its access selection, in `list`.
  case getList(count: Int, list: Range<Int>)
  case set(AttributeDescriptor, SelectiveAccess, data: Range<Int>)
  case setFirstBlock(AttributeDescriptor, SelectiveAccess, DataBlock)
  case setBlock(DataBlock)
  /// Descriptors with selections in `list`, then `count` data.
  case setList(count: Int, list: Range<Int>, data: Range<Int>)
  case setFirstBlockList(count: Int, list: Range<Int>, DataBlock)
  case action(AttributeDescriptor, data: Range<Int>?)
  case actionNext(block: UInt32)
  case actionList(count: Int, list: Range<Int>, data: Range<Int>)
  case actionFirstBlock(AttributeDescriptor, DataBlock)
  /// Methods in `list`, then the first block of their number and data.
  case actionFirstBlockList(count: Int, list: Range<Int>, DataBlock)
  case actionBlock(DataBlock)

  /// Decodes a request in `range`. The second value is invoke id and priority.
  public static func decode(
    _ octets: RawSpan, _ range: Range<Int>
  ) throws(CodecError) -> (request: ServiceRequest, invoke: UInt8) {
    var reader = OctetReader(range)
    let tag = try reader.uint8(octets)
    let choice = try reader.uint8(octets)
    let invoke = try reader.uint8(octets)
    let request: ServiceRequest
    switch (tag, choice) {
    case (0xC0, 1):
      let descriptor = try reader.descriptor(octets)
      request = .get(descriptor, try SelectiveAccess(&reader, octets))
    case (0xC0, 2): request = .getNext(block: try reader.uint32(octets))
    case (0xC0, 3):
      let count = try reader.length(octets)
      let list = try Self.skipList(&reader, octets, count: count, hasSelection: true)
      request = .getList(count: count, list: list)
    case (0xC1, 1):
      let descriptor = try reader.descriptor(octets)
      let selection = try SelectiveAccess(&reader, octets)
      request = .set(descriptor, selection, data: try reader.skip(octets))
    case (0xC1, 2):
      let descriptor = try reader.descriptor(octets)
      let selection = try SelectiveAccess(&reader, octets)
      request = .setFirstBlock(descriptor, selection, try DataBlock(&reader, octets))
    case (0xC1, 3): request = .setBlock(try DataBlock(&reader, octets))
    case (0xC1, 4), (0xC1, 5):
      let count = try reader.length(octets)
      let list = try Self.skipList(&reader, octets, count: count, hasSelection: true)
      if choice == 5 {
        request = .setFirstBlockList(count: count, list: list, try DataBlock(&reader, octets))
      } else {
        request = .setList(
          count: count, list: list, data: try Self.skipData(&reader, octets, count: count))
      }
    case (0xC3, 1):
      let descriptor = try reader.descriptor(octets)
      request = .action(descriptor, data: try reader.uint8(octets) == 0 ? nil : try reader.skip(octets))
    case (0xC3, 2): request = .actionNext(block: try reader.uint32(octets))
    case (0xC3, 3):
      let count = try reader.length(octets)
      let list = try Self.skipList(&reader, octets, count: count, hasSelection: false)
      request = .actionList(
        count: count, list: list, data: try Self.skipData(&reader, octets, count: count))
    case (0xC3, 4):
      let descriptor = try reader.descriptor(octets)
      request = .actionFirstBlock(descriptor, try DataBlock(&reader, octets))
    case (0xC3, 5):
      let count = try reader.length(octets)
      let list = try Self.skipList(&reader, octets, count: count, hasSelection: false)
      request = .actionFirstBlockList(count: count, list: list, try DataBlock(&reader, octets))
    case (0xC3, 6): request = .actionBlock(try DataBlock(&reader, octets))
    case (0xC0, _), (0xC1, _), (0xC3, _): throw .unsupported
    default: throw .malformed
    }
    guard reader.isAtEnd else { throw .malformed }
    return (request, invoke)
  }

  /// The data of a list, their number before them.
  @inline(never)
  private static func skipData(
    _ reader: inout OctetReader, _ octets: RawSpan, count: Int
  ) throws(CodecError) -> Range<Int> {
    guard try reader.length(octets) == count else { throw .malformed }
    let start = reader.position
    for _ in 0..<count { try reader.skip(octets) }
    return start..<reader.position
  }

  @inline(never)
  private static func skipList(
    _ reader: inout OctetReader, _ octets: RawSpan, count: Int, hasSelection: Bool
  ) throws(CodecError) -> Range<Int> {
    let start = reader.position
    guard count <= reader.remaining else { throw .malformed }
    for _ in 0..<count {
      _ = try reader.descriptor(octets)
      if hasSelection { _ = try SelectiveAccess(&reader, octets) }
    }
    return start..<reader.position
  }
}

/// A block of a long SET or ACTION, or of a response.
public struct DataBlock: Equatable, Sendable {
  /// True for the last.
  public var isLast: Bool
  /// Number, from 1.
  public var number: UInt32
  /// Where its octets stand.
  public var octets: Range<Int>

  // Called in many places: out of line, for the flash.
  @inline(never)
  init(_ reader: inout OctetReader, _ octets: RawSpan) throws(CodecError) {
    isLast = try reader.uint8(octets) != 0
    number = try reader.uint32(octets)
    self.octets = try reader.field(octets)
  }
}
