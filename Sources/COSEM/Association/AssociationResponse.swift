/// An AARE APDU. Names and values are ranges of the octets decoded.
public struct AssociationResponse: Equatable, Sendable {
  /// The application context, nil for an unknown one.
  public var context: ApplicationContext?
  /// The verdict.
  public var result = AssociationResult.rejectedPermanent
  /// The diagnostic's number; the service provider's are marked with 0x80.
  public var diagnostic: UInt8 = 0
  /// The server's system title.
  public var respondingTitle: Range<Int>?
  /// The mechanism named.
  public var mechanism: AuthenticationMechanism?
  /// The server's challenge.
  public var authenticationValue: Range<Int>?
  /// InitiateResponse or confirmed service error, plain or ciphered.
  public var userInformation: Range<Int>?

  /// Decodes an AARE in `range` of `octets`, tag 0x61 included.
  public init(_ octets: RawSpan, _ range: Range<Int>) throws(CodecError) {
    var outer = OctetReader(range)
    guard try outer.uint8(octets) == 0x61 else { throw .malformed }
    var reader = OctetReader(try outer.field(octets))
    while !reader.isAtEnd {
      let tag = try reader.uint8(octets)
      let field = try reader.field(octets)
      var inner = OctetReader(field)
      switch tag {
      case 0xA1:
        context = ApplicationContext(
          rawValue: try AssociationRequest.name(octets, field, arc: 1) ?? 0)
      case 0xA2:
        guard try inner.uint8(octets) == 2, try inner.uint8(octets) == 1,
          let value = AssociationResult(rawValue: try inner.uint8(octets))
        else { throw .malformed }
        result = value
      case 0xA3:
        let isProvider = try inner.uint8(octets) == 0xA2
        var number = OctetReader(try inner.field(octets))
        guard try number.uint8(octets) == 2, try number.uint8(octets) == 1 else { throw .malformed }
        diagnostic = try number.uint8(octets) | (isProvider ? 0x80 : 0)
      case 0xA4:
        guard try inner.uint8(octets) == 0x04 else { throw .malformed }
        respondingTitle = try inner.field(octets)
      case 0x89:
        if let arc = try AssociationRequest.lastArc(octets, field, arc: 2) {
          mechanism = AuthenticationMechanism(rawValue: arc)
        }
      case 0xAA:
        guard try inner.uint8(octets) == 0x80 else { throw .malformed }
        authenticationValue = try inner.field(octets)
      case 0xBE:
        guard try inner.uint8(octets) == 0x04 else { throw .malformed }
        userInformation = try inner.field(octets)
      default: break
      }
    }
  }

  /// Writes an AARE; `challenge` nil where the mechanism has none.
  public static func write(
    context: ApplicationContext, result: AssociationResult, diagnostic: AssociationDiagnostic,
    respondingTitle: RawSpan?, mechanism: AuthenticationMechanism, challenge: RawSpan?,
    userInformation: RawSpan, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) {
    var count = 11 + 5 + 7
    if let respondingTitle { count += 4 + respondingTitle.byteCount }
    if let challenge { count += 4 + 9 + 4 + challenge.byteCount }
    if userInformation.byteCount > 0 { count += 4 + userInformation.byteCount }
    writer.put(0x61, &octets)
    writer.length(count, &octets)
    writer.contextName(context, &octets)
    writer.put32(0xA203_0201, &octets)
    writer.put(result.rawValue, &octets)
    writer.put16(0xA305, &octets)
    writer.put(diagnostic.rawValue & 0x80 != 0 ? 0xA2 : 0xA1, &octets)
    writer.put(0x03, &octets)
    writer.put16(0x0201, &octets)
    writer.put(diagnostic.rawValue & 0x7F, &octets)
    if let respondingTitle { writer.wrapped(0xA4, 0x04, respondingTitle, &octets) }
    if let challenge {
      writer.put16(0x8802, &octets)
      writer.put16(0x0780, &octets)
      writer.mechanismName(mechanism, tag: 0x89, &octets)
      writer.wrapped(0xAA, 0x80, challenge, &octets)
    }
    if userInformation.byteCount > 0 { writer.wrapped(0xBE, 0x04, userInformation, &octets) }
  }
}
