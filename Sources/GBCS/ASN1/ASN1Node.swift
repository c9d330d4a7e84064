/// A value in ASN.1's tag-length-value form, as credential, joining and firmware use cases carry it.
///
/// The reference frames write some lengths with a longer form than DER's shortest, so a node keeps how many octets
/// its length had.
public struct ASN1Node: Equatable, Sendable {
  public let tag: UInt8
  /// Octets of the length field: 1, or 1 + n for the long form with n octets.
  public let lengthOctets: Int
  public let content: Content

  public enum Content: Equatable, Sendable {
    case primitive([UInt8])
    case constructed([ASN1Node])
  }

  init(_ reader: inout ByteReader, depth: Int) throws(FrameDecodingError) {
    guard depth < ByteReader.maximumDepth else {
      throw reader.failure("no more than \(ByteReader.maximumDepth) nested ASN.1 values")
    }
    try reader.spendValue()
    let start = reader
    tag = try reader.octet("an ASN.1 tag")
    guard tag & 0x1F != 0x1F, tag != 0 else { throw start.failure("an ASN.1 tag of one octet") }
    let lengthStart = reader
    let first = try reader.octet("an ASN.1 length")
    var count = Int(first)
    var octets = 1
    if first >= 0x80 {
      let width = Int(first & 0x7F)
      guard (1...3).contains(width) else {
        throw lengthStart.failure("a definite ASN.1 length of 1 to 4 octets")
      }
      count = 0
      for _ in 0..<width { count = count << 8 | Int(try reader.octet("an ASN.1 length")) }
      octets += width
    }
    lengthOctets = octets
    var inner = try reader.window(count, "an ASN.1 value")
    if tag & 0x20 != 0 {
      var children: [ASN1Node] = []
      while !inner.isAtEnd { children.append(try ASN1Node(&inner, depth: depth + 1)) }
      content = .constructed(children)
    } else {
      content = .primitive(try inner.octets(count, "an ASN.1 value"))
    }
  }

  func encode(to writer: inout ByteWriter) {
    var inner = ByteWriter()
    switch content {
    case .primitive(let octets): inner.octets(octets)
    case .constructed(let children): for child in children { child.encode(to: &inner) }
    }
    writer.octet(tag)
    let count = inner.bytes.count
    if lengthOctets == 1 {
      writer.octet(UInt8(count))
    } else {
      writer.octet(0x80 | UInt8(lengthOctets - 1))
      for index in stride(from: lengthOctets - 2, through: 0, by: -1) {
        writer.octet(UInt8(truncatingIfNeeded: count >> (8 * index)))
      }
    }
    writer.octets(inner.bytes)
  }

  public var children: [ASN1Node] {
    if case .constructed(let children) = content { children } else { [] }
  }

  public var octets: [UInt8]? {
    if case .primitive(let octets) = content { octets } else { nil }
  }
}
