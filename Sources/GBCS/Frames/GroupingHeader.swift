/// Who sent a frame to whom, its counter, and the use case: the general-signing APDU's header.
public struct GroupingHeader: Equatable, Sendable {
  public var direction: FrameDirection
  /// Originator counter (64 bit). A response repeats its command's.
  public var counter: UInt64
  public var originator: EntityIdentifier
  public var recipient: EntityIdentifier
  /// The device's clock when it answered, in 12 octets, where the use case has it; else nil.
  public var dateTime: COSEMDateTime?
  public var otherInformation: OtherInformation

  public init(
    direction: FrameDirection, counter: UInt64, originator: EntityIdentifier, recipient: EntityIdentifier,
    dateTime: COSEMDateTime? = nil, otherInformation: OtherInformation
  ) {
    self.direction = direction
    self.counter = counter
    self.originator = originator
    self.recipient = recipient
    self.dateTime = dateTime
    self.otherInformation = otherInformation
  }

  public var messageCode: MessageCode { otherInformation.messageCode }

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    try reader.require(9, "the transaction identifier's length")
    guard let flag = reader.peek(), let direction = FrameDirection(rawValue: flag) else {
      throw reader.failure("the CRA flag: 01 command, 02 response or 03 alert")
    }
    self.direction = direction
    _ = try reader.octet("CRA flag")
    counter = try reader.integer(UInt64.self, "originator counter")
    try reader.require(8, "the originator's length")
    originator = EntityIdentifier(try reader.integer(UInt64.self, "originator EUI-64"))
    try reader.require(8, "the recipient's length")
    recipient = EntityIdentifier(try reader.integer(UInt64.self, "recipient EUI-64"))
    switch reader.peek() {
    case 0:
      _ = try reader.octet("date-time length")
      dateTime = nil
    case 12:
      _ = try reader.octet("date-time length")
      dateTime = COSEMDateTime(octets: try reader.octets(12, "date-time"))
    default: throw reader.failure("the date-time's length, 00 or 0c")
    }
    let length = try reader.length("other-information")
    var inner = try reader.window(length, "other-information")
    otherInformation = try OtherInformation(&inner)
  }

  func encode(to writer: inout ByteWriter) {
    writer.octet(9)
    writer.octet(direction.rawValue)
    writer.integer(counter)
    writer.octet(8)
    writer.integer(originator.value)
    writer.octet(8)
    writer.integer(recipient.value)
    writer.field(dateTime?.octets ?? [])
    var other = ByteWriter()
    otherInformation.encode(to: &other)
    writer.field(other.bytes)
  }
}
