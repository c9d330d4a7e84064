/// A GET, SET or ACTION response, or an exception, decoded to where its data stands (a client's side).
public enum ServiceResponse: Equatable, Sendable {
  /// GET, normal: one element of data, or why not.
  case data(Range<Int>)
  case refused(AccessResult)
  /// GET, a block of raw data.
  case block(DataBlock)
  /// GET, a block that could not be had.
  case blockRefused(number: UInt32, AccessResult)
  /// GET with list: `count` results (0 and data, or 1 and a reason) in `list`.
  case dataList(count: Int, list: Range<Int>)
  /// SET or ACTION done; ACTION may return data.
  case done(data: Range<Int>?)
  /// SET, a block taken; the last one with its result.
  case blockTaken(number: UInt32, result: AccessResult?)
  /// SET or ACTION with list.
  case resultList(count: Int, list: Range<Int>)
  /// An exception: state and service error.
  case exception(state: UInt8, service: UInt8)

  /// Decodes a response in `range`; the second value is invoke id and priority (0 for an exception).
  public static func decode(
    _ octets: RawSpan, _ range: Range<Int>
  ) throws(CodecError) -> (response: ServiceResponse, invoke: UInt8) {
    var reader = OctetReader(range)
    let tag = try reader.uint8(octets)
    let choice = try reader.uint8(octets)
    let invoke = try reader.uint8(octets)
    switch (tag, choice) {
    case (0xD8, _): return (.exception(state: choice, service: invoke), 0)
    case (0xC4, 1):
      if try reader.uint8(octets) == 0 { return (.data(try reader.skip(octets)), invoke) }
      return (.refused(try reader.result(octets)), invoke)
    case (0xC4, 2):
      let isLast = try reader.uint8(octets) != 0
      let number = try reader.uint32(octets)
      if try reader.uint8(octets) == 0 {
        let raw = try reader.field(octets)
        return (.block(DataBlock(isLast: isLast, number: number, octets: raw)), invoke)
      }
      return (.blockRefused(number: number, try reader.result(octets)), invoke)
    case (0xC4, 3):
      return (.dataList(count: try reader.length(octets), list: reader.position..<reader.end), invoke)
    case (0xC5, 1):
      let result = try reader.result(octets)
      return (result == .success ? .done(data: nil) : .refused(result), invoke)
    case (0xC5, 2): return (.blockTaken(number: try reader.uint32(octets), result: nil), invoke)
    case (0xC5, 3):
      let result = try reader.result(octets)
      return (.blockTaken(number: try reader.uint32(octets), result: result), invoke)
    case (0xC5, 5), (0xC7, 3):
      return (.resultList(count: try reader.length(octets), list: reader.position..<reader.end), invoke)
    case (0xC7, 1):
      let result = try reader.result(octets)
      guard result == .success else { return (.refused(result), invoke) }
      guard !reader.isAtEnd, try reader.uint8(octets) == 1, try reader.uint8(octets) == 0 else {
        return (.done(data: nil), invoke)
      }
      return (.done(data: try reader.skip(octets)), invoke)
    default: throw .unsupported
    }
  }
}

extension DataBlock {
  init(isLast: Bool, number: UInt32, octets: Range<Int>) {
    self.isLast = isLast
    self.number = number
    self.octets = octets
  }
}

extension OctetReader {
  mutating func result(_ octets: RawSpan) throws(CodecError) -> AccessResult {
    AccessResult(rawValue: try uint8(octets)) ?? .otherReason
  }
}
