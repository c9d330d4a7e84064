/// An AARQ APDU. Names and values are ranges of the octets decoded.
public struct AssociationRequest: Equatable, Sendable {
  /// False where the request offers only protocol versions other than 1.
  public var isVersionSupported = true
  /// The application context; nil for a name that is none of COSEM's.
  public var context: ApplicationContext?
  /// The client's system title.
  public var callingTitle: Range<Int>?
  /// True when the request asks for authentication (sender ACSE requirements).
  public var requiresAuthentication = false
  /// The mechanism; nil for a name that is none of COSEM's.
  public var mechanism: AuthenticationMechanism? = AuthenticationMechanism.none
  /// Password or challenge.
  public var authenticationValue: Range<Int>?
  /// The xDLMS InitiateRequest, plain or ciphered.
  public var userInformation: Range<Int>?

  /// Decodes an AARQ in `range` of `octets`, tag 0x60 included.
  public init(_ octets: RawSpan, _ range: Range<Int>) throws(CodecError) {
    var outer = OctetReader(range)
    guard try outer.uint8(octets) == 0x60 else { throw .malformed }
    let body = try outer.field(octets)
    guard outer.isAtEnd else { throw .malformed }
    var reader = OctetReader(body)
    while !reader.isAtEnd {
      let tag = try reader.uint8(octets)
      let field = try reader.field(octets)
      switch tag {
      case 0x80:
        // A bit string: unused bits, then the version bits; bit 0 (leftmost) is version 1.
        var bits = OctetReader(field)
        _ = try bits.uint8(octets)
        isVersionSupported = try bits.uint8(octets) & 0x80 != 0
      case 0xA1: context = ApplicationContext(rawValue: try Self.name(octets, field, arc: 1) ?? 0)
      case 0xA6:
        var inner = OctetReader(field)
        guard try inner.uint8(octets) == 0x04 else { throw .malformed }
        callingTitle = try inner.field(octets)
      case 0x8A:
        var bits = OctetReader(field)
        _ = try bits.uint8(octets)
        requiresAuthentication = try bits.uint8(octets) & 0x80 != 0
      case 0x8B:
        mechanism = try Self.mechanism(octets, field)
      case 0xAC:
        var inner = OctetReader(field)
        guard try inner.uint8(octets) == 0x80 else { throw .malformed }
        authenticationValue = try inner.field(octets)
      case 0xBE:
        var inner = OctetReader(field)
        guard try inner.uint8(octets) == 0x04 else { throw .malformed }
        userInformation = try inner.field(octets)
      default: break
      }
    }
    guard let _ = context ?? Self.unknownContext(octets, body) else { throw .malformed }
  }

  /// Tells an unknown context name from a missing one.
  private static func unknownContext(_ octets: RawSpan, _ body: Range<Int>) -> ApplicationContext? {
    var reader = OctetReader(body)
    while !reader.isAtEnd {
      guard let tag = try? reader.uint8(octets), (try? reader.field(octets)) != nil else { return nil }
      if tag == 0xA1 { return .shortName }
    }
    return nil
  }

  /// The last arc of `06 07 60 85 74 05 08 arc x`; nil for another name.
  static func name(_ octets: RawSpan, _ field: Range<Int>, arc: UInt8) throws(CodecError) -> UInt8? {
    var reader = OctetReader(field)
    guard try reader.uint8(octets) == 0x06 else { throw .malformed }
    return try lastArc(octets, try reader.field(octets), arc: arc)
  }

  private static func mechanism(
    _ octets: RawSpan, _ field: Range<Int>
  ) throws(CodecError) -> AuthenticationMechanism? {
    guard let arc = try lastArc(octets, field, arc: 2) else { return nil }
    return AuthenticationMechanism(rawValue: arc)
  }

  static func lastArc(_ octets: RawSpan, _ field: Range<Int>, arc: UInt8) throws(CodecError) -> UInt8? {
    guard field.count == 7 else { return nil }
    var reader = OctetReader(field)
    let head = try reader.uint32(octets)
    guard head == 0x6085_7405, try reader.uint8(octets) == 8, try reader.uint8(octets) == arc else {
      return nil
    }
    return try reader.uint8(octets)
  }

  /// Writes an AARQ.
  public static func write(
    context: ApplicationContext, callingTitle: RawSpan?, mechanism: AuthenticationMechanism,
    authenticationValue: RawSpan, userInformation: RawSpan, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan
  ) {
    var count = 11
    if let callingTitle { count += 4 + callingTitle.byteCount }
    if mechanism != .none { count += 4 + 9 + 4 + authenticationValue.byteCount }
    count += 4 + userInformation.byteCount
    writer.put(0x60, &octets)
    writer.length(count, &octets)
    writer.contextName(context, &octets)
    if let callingTitle {
      writer.put(0xA6, &octets)
      writer.put(UInt8(truncatingIfNeeded: callingTitle.byteCount + 2), &octets)
      writer.put(0x04, &octets)
      writer.put(UInt8(truncatingIfNeeded: callingTitle.byteCount), &octets)
      writer.copy(callingTitle, &octets)
    }
    if mechanism != .none {
      writer.put16(0x8A02, &octets)
      writer.put16(0x0780, &octets)
      writer.mechanismName(mechanism, tag: 0x8B, &octets)
      writer.wrapped(0xAC, 0x80, authenticationValue, &octets)
    }
    writer.wrapped(0xBE, 0x04, userInformation, &octets)
  }
}

extension OctetWriter {
  mutating func contextName(_ context: ApplicationContext, _ octets: inout MutableRawSpan) {
    put32(0xA109_0607, &octets)
    put32(0x6085_7405, &octets)
    put16(0x0801, &octets)
    put(context.rawValue, &octets)
  }

  mutating func mechanismName(
    _ mechanism: AuthenticationMechanism, tag: UInt8, _ octets: inout MutableRawSpan
  ) {
    put(tag, &octets)
    put(7, &octets)
    put32(0x6085_7405, &octets)
    put16(0x0802, &octets)
    put(mechanism.rawValue, &octets)
  }

  /// A field in a field; both lengths below 128.
  mutating func wrapped(_ outer: UInt8, _ inner: UInt8, _ value: RawSpan, _ octets: inout MutableRawSpan) {
    put(outer, &octets)
    put(UInt8(truncatingIfNeeded: value.byteCount + 2), &octets)
    put(inner, &octets)
    put(UInt8(truncatingIfNeeded: value.byteCount), &octets)
    copy(value, &octets)
  }
}
