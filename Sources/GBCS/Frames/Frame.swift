/// A whole GBCS frame: MAC header (if the frame has a MAC), grouping header, payload, signature, MAC.
///
/// ```
/// DD 00 00 00 00 00 00 | length | 11 00000000 |          general-ciphering, only with a MAC
/// DF | grouping header | length payload | length signature |  general-signing
/// MAC (12 octets)                                        only with a MAC
/// ```
/// Every frame that decodes encodes to the same octets again.
public struct Frame: Equatable, Sendable {
  public var header: GroupingHeader
  public var payload: Payload
  public var seal: FrameSeal

  public init(header: GroupingHeader, payload: Payload, seal: FrameSeal) {
    self.header = header
    self.payload = payload
    self.seal = seal
  }

  /// Largest frame taken; the longest reference frame has 3986 octets.
  public static let maximumLength = 65_535

  static let macLength = 12
  static let signatureLength = 64
  static let macHeader: [UInt8] = [0xDD, 0, 0, 0, 0, 0, 0]
  /// Security control of a MAC'd frame (authentication only, suite 1) and the invocation counter, always 0.
  static let securityHeader: [UInt8] = [0x11, 0, 0, 0, 0]

  /// Decodes a whole frame; throws where it is not one.
  public init(decoding bytes: [UInt8]) throws(FrameDecodingError) {
    guard bytes.count <= Self.maximumLength else {
      throw FrameDecodingError(
        offset: Self.maximumLength, expected: "a frame of at most \(Self.maximumLength) octets",
        found: "\(bytes.count) octets")
    }
    var reader = ByteReader(bytes)
    switch reader.peek() {
    case 0xDD:
      for index in Self.macHeader.indices {
        try reader.require(
          Self.macHeader[index], index == 0 ? "general-ciphering" : "an empty ciphering field")
      }
      let length = try reader.length("the MAC'd part")
      guard length == reader.remaining else {
        throw reader.failure("\(length) octets to the end of the frame, not \(reader.remaining),")
      }
      for index in Self.securityHeader.indices {
        try reader.require(
          Self.securityHeader[index],
          index == 0 ? "the security control of a MAC'd frame" : "an invocation counter of 0")
      }
      guard reader.remaining > Self.macLength else {
        throw reader.failure("a grouping header before the MAC")
      }
      var inner = try reader.window(reader.remaining - Self.macLength, "the MAC'd part")
      (header, payload, seal) = try Self.grouping(&inner, mac: true)
      if case .mac(let signature, _) = seal {
        seal = .mac(signature: signature, mac: try reader.octets(Self.macLength, "MAC"))
      }
    case 0xDF: (header, payload, seal) = try Self.grouping(&reader, mac: false)
    default: throw reader.failure("general-ciphering (dd) or general-signing (df)")
    }
  }

  private static func grouping(
    _ reader: inout ByteReader, mac: Bool
  ) throws(FrameDecodingError) -> (GroupingHeader, Payload, FrameSeal) {
    try reader.require(0xDF, "general-signing")
    let header = try GroupingHeader(&reader)
    let length = try reader.length("the payload")
    var inner = try reader.window(length, "the payload")
    let payload = try Payload(&inner)
    // A pre-command is a critical command before its party signs it: it ends with the payload.
    if reader.isAtEnd, !mac { return (header, payload, .unsigned) }
    switch reader.peek() {
    case 0:
      _ = try reader.octet("signature length")
      guard mac else { throw reader.failure("a signature of 64 octets in a frame without MAC") }
      try reader.requireEnd("the MAC'd part")
      return (header, payload, .mac(signature: nil, mac: []))
    case 64:
      _ = try reader.octet("signature length")
      let signature = try reader.octets(signatureLength, "signature")
      try reader.requireEnd("the frame's signed part")
      return (header, payload, mac ? .mac(signature: signature, mac: []) : .signature(signature))
    default: throw reader.failure("the signature's length, 00 or 40,")
    }
  }

  /// The frame's octets.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    switch seal {
    case .unsigned:
      writer.octet(0xDF)
      writer.octets(signedPart())
    case .signature(let signature):
      writer.octet(0xDF)
      writer.octets(signedPart())
      writer.field(signature)
    case .mac(_, let mac):
      let part = macPart()
      writer.octets(Self.macHeader)
      writer.length(Self.securityHeader.count + part.count + mac.count)
      writer.octets(Self.securityHeader)
      writer.octets(part)
      writer.octets(mac)
    }
    return writer.bytes
  }

  /// What the signature covers: everything after the DF tag through the payload.
  public func signedPart() -> [UInt8] {
    var writer = ByteWriter()
    header.encode(to: &writer)
    writer.field(payload.encoded())
    return writer.bytes
  }

  /// What the MAC covers besides its security header: DF tag through the signature.
  public func macPart() -> [UInt8] {
    var writer = ByteWriter()
    writer.octet(0xDF)
    writer.octets(signedPart())
    writer.field(seal.signature ?? [])
    return writer.bytes
  }
}
