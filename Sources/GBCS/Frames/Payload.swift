/// What a frame carries, by its first octet.
public enum Payload: Equatable, Sendable {
  case accessRequest(AccessRequest)
  case accessResponse(AccessResponse)
  case dataNotification(DataNotification)
  /// Security credentials, joining, firmware: one ASN.1 value in DER.
  case asn1(ASN1Node)
  /// A tunnelled Zigbee Smart Energy command (gas and hub logs, restrictions).
  case gbz(GBZMessage)

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    switch reader.peek() {
    case AccessRequest.tag: self = .accessRequest(try AccessRequest(&reader))
    case AccessResponse.tag: self = .accessResponse(try AccessResponse(&reader))
    case DataNotification.tag: self = .dataNotification(try DataNotification(&reader))
    case 0xE0:
      throw reader.failure(
        "a whole payload: general-block-transfer is not implemented, as no block size is published; found it")
    case 0x01 where reader.peek(at: 1) == 0x09: self = .gbz(try GBZMessage(&reader))
    case .some: self = .asn1(try ASN1Node(&reader, depth: 0))
    case nil: throw reader.failure("a payload")
    }
    try reader.requireEnd("the payload")
  }

  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .accessRequest(let request): request.encode(to: &writer)
    case .accessResponse(let response): response.encode(to: &writer)
    case .dataNotification(let notification): notification.encode(to: &writer)
    case .asn1(let node): node.encode(to: &writer)
    case .gbz(let message): message.encode(to: &writer)
    }
    return writer.bytes
  }
}
