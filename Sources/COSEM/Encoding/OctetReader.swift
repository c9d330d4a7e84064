/// A reading position in octets that the caller holds and hands to every call.
///
/// Big-endian, as everything in A-XDR and BER. No read passes `end`.
public struct OctetReader: Equatable, Sendable, BitwiseCopyable {
  /// Offset of the next octet.
  public var position: Int
  /// Offset after the last octet.
  public let end: Int

  /// Reads all of `octets`.
  public init(_ octets: RawSpan) {
    position = 0
    end = octets.byteCount
  }

  /// Reads `range`, which lies inside the octets that will be handed in.
  public init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// Octets left.
  public var remaining: Int { end - position }
  /// True when nothing is left.
  public var isAtEnd: Bool { position >= end }

  /// The next octet.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  public mutating func uint8(_ octets: RawSpan) throws(CodecError) -> UInt8 {
    guard position < end else { throw .truncated }
    let value = octets.unsafeLoad(fromByteOffset: position, as: UInt8.self)
    position += 1
    return value
  }

  /// The next octet, which stays the next.
  public func peek(_ octets: RawSpan) throws(CodecError) -> UInt8 {
    guard position < end else { throw .truncated }
    return octets.unsafeLoad(fromByteOffset: position, as: UInt8.self)
  }

  /// The next two octets.
  public mutating func uint16(_ octets: RawSpan) throws(CodecError) -> UInt16 {
    let high = try uint8(octets)
    return UInt16(high) << 8 | UInt16(try uint8(octets))
  }

  /// The next four octets.
  public mutating func uint32(_ octets: RawSpan) throws(CodecError) -> UInt32 {
    let high = try uint16(octets)
    return UInt32(high) << 16 | UInt32(try uint16(octets))
  }

  /// The next eight octets.
  public mutating func uint64(_ octets: RawSpan) throws(CodecError) -> UInt64 {
    let high = try uint32(octets)
    return UInt64(high) << 32 | UInt64(try uint32(octets))
  }

  /// A length in one octet, or 0x81 to 0x84 and its octets.
  public mutating func length(_ octets: RawSpan) throws(CodecError) -> Int {
    let first = try uint8(octets)
    if first < 0x80 { return Int(first) }
    guard (0x81...0x84).contains(first) else { throw .malformed }
    var value: UInt32 = 0
    for _ in 0..<(first - 0x80) { value = value << 8 | UInt32(try uint8(octets)) }
    guard value <= 0x7FFF_FFFF else { throw .malformed }
    return Int(value)
  }

  /// The range of the next `count` octets.
  public mutating func take(_ count: Int) throws(CodecError) -> Range<Int> {
    guard count >= 0, count <= remaining else { throw .truncated }
    let range = position..<(position + count)
    position += count
    return range
  }

  /// The range of a field with its length before it.
  public mutating func field(_ octets: RawSpan) throws(CodecError) -> Range<Int> {
    try take(try length(octets))
  }
}
