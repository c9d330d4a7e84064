/// DLMS data-notification: what an alert carries.
public struct DataNotification: Equatable, Sendable {
  static let tag: UInt8 = 0x0F

  public var longInvokeIdentifier: UInt32
  /// Empty in GBCS.
  public var dateTime: [UInt8]
  public var body: DLMSData

  public init(longInvokeIdentifier: UInt32, dateTime: [UInt8] = [], body: DLMSData) {
    self.longInvokeIdentifier = longInvokeIdentifier
    self.dateTime = dateTime
    self.body = body
  }

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    try reader.require(Self.tag, "data-notification")
    longInvokeIdentifier = try reader.integer(UInt32.self, "long-invoke-id-and-priority")
    dateTime = try reader.field("data-notification date-time")
    body = try DLMSData(&reader)
  }

  func encode(to writer: inout ByteWriter) {
    writer.octet(Self.tag)
    writer.integer(longInvokeIdentifier)
    writer.field(dateTime)
    body.encode(to: &writer)
  }
}
