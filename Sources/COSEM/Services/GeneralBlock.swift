/// One APDU of general block transfer.
public struct GeneralBlock: Equatable, Sendable {
  /// True for the last block of the APDU carried.
  public var isLast: Bool
  /// True while more blocks of the window follow without waiting.
  public var isStreaming: Bool
  /// Blocks the sender can take, 0 to 63.
  public var window: UInt8
  /// Number, from 1.
  public var number: UInt16
  /// Newest block received in order.
  public var acknowledged: UInt16
  /// Where the block's octets stand.
  public var octets: Range<Int>

  /// Decodes a block in `range`, tag 0xE0 included.
  public init(_ octets: RawSpan, _ range: Range<Int>) throws(CodecError) {
    var reader = OctetReader(range)
    guard try reader.uint8(octets) == 0xE0 else { throw .malformed }
    let control = try reader.uint8(octets)
    isLast = control & 0x80 != 0
    isStreaming = control & 0x40 != 0
    window = control & 0x3F
    number = try reader.uint16(octets)
    acknowledged = try reader.uint16(octets)
    self.octets = try reader.field(octets)
    guard reader.isAtEnd else { throw .malformed }
  }

  /// Writes a block's head; `count` octets follow.
  public static func writeHead(
    isLast: Bool, isStreaming: Bool, window: UInt8, number: UInt16, acknowledged: UInt16, count: Int,
    _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) {
    writer.put(0xE0, &octets)
    writer.put((isLast ? 0x80 : 0) | (isStreaming ? 0x40 : 0) | (window & 0x3F), &octets)
    writer.put16(number, &octets)
    writer.put16(acknowledged, &octets)
    writer.length(count, &octets)
  }
}
