/// The xDLMS InitiateRequest.
public struct InitiateRequest: Equatable, Sendable {
  /// Range of the dedicated key.
  public var dedicatedKey: Range<Int>?
  /// False where the client wants no answer.
  public var isResponseAllowed = true
  /// Proposed quality of service, if any.
  public var qualityOfService: UInt8?
  /// DLMS version; 6.
  public var version: UInt8 = 6
  /// What the client can do.
  public var conformance: Conformance
  /// Longest APDU the client receives, 0 for no limit.
  public var maximumReceive: UInt16

  /// Decodes a plain InitiateRequest in `range`.
  public init(_ octets: RawSpan, _ range: Range<Int>) throws(CodecError) {
    var reader = OctetReader(range)
    guard try reader.uint8(octets) == 0x01 else { throw .malformed }
    if try reader.uint8(octets) != 0 { dedicatedKey = try reader.field(octets) }
    if try reader.uint8(octets) != 0 { isResponseAllowed = try reader.uint8(octets) != 0 }
    if try reader.uint8(octets) != 0 { qualityOfService = try reader.uint8(octets) }
    version = try reader.uint8(octets)
    conformance = try reader.conformance(octets)
    maximumReceive = try reader.uint16(octets)
  }

  /// Writes an InitiateRequest.
  public static func write(
    dedicatedKey: RawSpan?, conformance: Conformance, maximumReceive: UInt16,
    _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) {
    writer.put(0x01, &octets)
    if let dedicatedKey {
      writer.put(1, &octets)
      writer.length(dedicatedKey.byteCount, &octets)
      writer.copy(dedicatedKey, &octets)
    } else {
      writer.put(0, &octets)
    }
    writer.put16(0, &octets)
    writer.put(6, &octets)
    writer.conformance(conformance, &octets)
    writer.put16(maximumReceive, &octets)
  }
}

/// The xDLMS InitiateResponse.
public struct InitiateResponse: Equatable, Sendable, BitwiseCopyable {
  /// What both can do.
  public var conformance: Conformance
  /// Longest APDU the server receives, 0 for no limit.
  public var maximumReceive: UInt16

  /// Decodes a plain InitiateResponse in `range`.
  public init(_ octets: RawSpan, _ range: Range<Int>) throws(CodecError) {
    var reader = OctetReader(range)
    guard try reader.uint8(octets) == 0x08 else { throw .malformed }
    if try reader.uint8(octets) != 0 { _ = try reader.uint8(octets) }
    guard try reader.uint8(octets) == 6 else { throw .unsupported }
    conformance = try reader.conformance(octets)
    maximumReceive = try reader.uint16(octets)
    guard try reader.uint16(octets) == 7 else { throw .unsupported }
  }

  /// Writes an InitiateResponse for logical name referencing.
  public static func write(
    conformance: Conformance, maximumReceive: UInt16, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan
  ) {
    writer.put16(0x0800, &octets)
    writer.put(6, &octets)
    writer.conformance(conformance, &octets)
    writer.put16(maximumReceive, &octets)
    writer.put16(7, &octets)
  }

  /// Writes a confirmed service error for an initiate that was refused, in place of the response.
  public static func writeError(
    _ error: InitiateError, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) {
    writer.put16(0x0E01, &octets)
    writer.put(0x06, &octets)
    writer.put(error.rawValue, &octets)
  }
}

/// Why an initiate was refused.
public enum InitiateError: UInt8, Sendable, BitwiseCopyable {
  case other = 0
  case versionTooLow = 1
  case incompatibleConformance = 2
  case pduSizeTooShort = 3
  case refusedByHandler = 4
}

extension OctetReader {
  mutating func conformance(_ octets: RawSpan) throws(CodecError) -> Conformance {
    guard try uint8(octets) == 0x5F else { throw .malformed }
    // Some clients write the tag's second octet, some do not.
    if try peek(octets) == 0x1F { _ = try uint8(octets) }
    guard try uint8(octets) == 4 else { throw .malformed }
    return Conformance(rawValue: try uint32(octets))
  }
}

extension OctetWriter {
  mutating func conformance(_ conformance: Conformance, _ octets: inout MutableRawSpan) {
    put16(0x5F1F, &octets)
    put(4, &octets)
    put32(conformance.rawValue, &octets)
  }
}
