/// RLRQ and RLRE APDUs.
public enum Release {
  /// The user information of an RLRQ or RLRE in `range`, nil where it has none.
  public static func userInformation(
    _ octets: RawSpan, _ range: Range<Int>
  ) throws(CodecError) -> Range<Int>? {
    var outer = OctetReader(range)
    let tag = try outer.uint8(octets)
    guard tag == 0x62 || tag == 0x63 else { throw .malformed }
    var reader = OctetReader(try outer.field(octets))
    var found: Range<Int>?
    while !reader.isAtEnd {
      let tag = try reader.uint8(octets)
      var inner = OctetReader(try reader.field(octets))
      if tag == 0xBE, try inner.uint8(octets) == 0x04 { found = try inner.field(octets) }
    }
    return found
  }

  /// True for a well-formed RLRQ in `range`.
  public static func isRequest(_ octets: RawSpan, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty, octets.unsafeLoad(fromByteOffset: range.lowerBound, as: UInt8.self) == 0x62 else {
      return false
    }
    do throws(CodecError) {
      _ = try userInformation(octets, range)
      return true
    } catch { return false }
  }

  /// Writes an RLRQ or RLRE with reason normal.
  public static func write(
    isRequest: Bool, userInformation: RawSpan, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) {
    let count = 3 + (userInformation.byteCount > 0 ? 4 + userInformation.byteCount : 0)
    writer.put(isRequest ? 0x62 : 0x63, &octets)
    writer.length(count, &octets)
    writer.put16(0x8001, &octets)
    writer.put(0, &octets)
    if userInformation.byteCount > 0 { writer.wrapped(0xBE, 0x04, userInformation, &octets) }
  }
}
