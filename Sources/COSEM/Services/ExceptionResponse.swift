/// The exception response: the APDU itself could not be served.
public struct ExceptionResponse: Equatable, Sendable, BitwiseCopyable {
  /// Whether the state or the service is the matter.
  public enum State: UInt8, Sendable, BitwiseCopyable {
    case serviceNotAllowed = 1
    case serviceUnknown = 2
  }

  /// What is the matter with the service.
  public enum Service: UInt8, Sendable, BitwiseCopyable {
    case operationNotPossible = 1
    case serviceNotSupported = 2
    case otherReason = 3
    case pduTooLong = 4
    case decipheringError = 5
    case invocationCounterError = 6
  }

  /// Writes an exception; `expectedCounter` with `invocationCounterError`.
  public static func write(
    _ state: State, _ service: Service, expectedCounter: UInt32 = 0, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan
  ) {
    writer.put(0xD8, &octets)
    writer.put(state.rawValue, &octets)
    writer.put(service.rawValue, &octets)
    if service == .invocationCounterError { writer.put32(expectedCounter, &octets) }
  }
}

/// A data-notification: a meter's own message.
public struct DataNotification: Equatable, Sendable {
  /// Invoke id and priority, 32 bits.
  public var invoke: UInt32
  /// When it was sent; nil when it does not say.
  public var time: COSEMDateTime?
  /// Where its data stands.
  public var data: Range<Int>

  /// Decodes a notification in `range`, tag 0x0F included.
  public init(_ octets: RawSpan, _ range: Range<Int>) throws(CodecError) {
    var reader = OctetReader(range)
    guard try reader.uint8(octets) == 0x0F else { throw .malformed }
    invoke = try reader.uint32(octets)
    let stamp = try reader.field(octets)
    switch stamp.count {
    case 0: time = nil
    case 12: time = COSEMDateTime(octets, at: stamp.lowerBound)
    default: throw .malformed
    }
    data = try reader.skip(octets)
    guard reader.isAtEnd else { throw .malformed }
  }

  /// Writes a notification's head; one element of data follows.
  public static func writeHead(
    invoke: UInt32, time: COSEMDateTime?, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) {
    writer.put(0x0F, &octets)
    writer.put32(invoke, &octets)
    if let time {
      writer.put(12, &octets)
      time.write(&writer, &octets)
    } else {
      writer.put(0, &octets)
    }
  }
}
