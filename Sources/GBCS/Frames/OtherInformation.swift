/// The grouping header's other-information: which use case, and for whom the access control broker acts.
///
/// Lengths seen in the reference frames: 2, 10, 18, 26, and 424 with a certificate at the end.
public struct OtherInformation: Equatable, Sendable {
  public var messageCode: MessageCode
  /// EUI-64 of the party that the broker speaks for (the unknown remote party).
  public var supplementaryParty: EntityIdentifier?
  /// That party's own originator counter.
  public var supplementaryCounter: UInt64?
  /// Counter of the supplementary party at which a response is to be protected (URP responses that are encrypted).
  public var supplementaryOriginatorCounter: UInt64?
  /// The supplementary party's key-agreement certificate, DER, where it is sent along.
  public var certificate: [UInt8]

  public init(
    messageCode: MessageCode, supplementaryParty: EntityIdentifier? = nil,
    supplementaryCounter: UInt64? = nil,
    supplementaryOriginatorCounter: UInt64? = nil, certificate: [UInt8] = []
  ) {
    self.messageCode = messageCode
    self.supplementaryParty = supplementaryParty
    self.supplementaryCounter = supplementaryCounter
    self.supplementaryOriginatorCounter = supplementaryOriginatorCounter
    self.certificate = certificate
  }

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    messageCode = MessageCode(try reader.integer(UInt16.self, "message code"))
    supplementaryParty = nil
    supplementaryCounter = nil
    supplementaryOriginatorCounter = nil
    certificate = []
    if reader.isAtEnd { return }
    supplementaryParty = EntityIdentifier(try reader.integer(UInt64.self, "supplementary party EUI-64"))
    if reader.isAtEnd { return }
    supplementaryCounter = try reader.integer(UInt64.self, "supplementary party counter")
    if reader.isAtEnd { return }
    if reader.remaining == 8 {
      supplementaryOriginatorCounter = try reader.integer(UInt64.self, "supplementary originator counter")
      return
    }
    guard reader.peek() == 0x30 else {
      throw reader.failure("an 8-octet supplementary originator counter or a certificate (30)")
    }
    certificate = try reader.octets(reader.remaining, "certificate")
  }

  func encode(to writer: inout ByteWriter) {
    writer.integer(messageCode.value)
    guard let supplementaryParty else { return }
    writer.integer(supplementaryParty.value)
    guard let supplementaryCounter else { return }
    writer.integer(supplementaryCounter)
    if let supplementaryOriginatorCounter { writer.integer(supplementaryOriginatorCounter) }
    writer.octets(certificate)
  }
}
