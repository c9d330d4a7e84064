/// A tunnelled Zigbee Smart Energy message: profile 0109 and one or more cluster commands.
public struct GBZMessage: Equatable, Sendable {
  public static let profile: UInt16 = 0x0109

  public var components: [GBZComponent]

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    let start = reader
    guard try reader.integer(UInt16.self, "the GBZ profile") == Self.profile else {
      throw start.failure("the GBZ profile 0109")
    }
    let count = try reader.octet("the number of GBZ components")
    components = []
    for _ in 0..<count { components.append(try GBZComponent(&reader)) }
  }

  func encode(to writer: inout ByteWriter) {
    writer.integer(Self.profile)
    writer.octet(UInt8(components.count))
    for component in components { component.encode(to: &writer) }
  }
}

/// One cluster command of a GBZ message.
public struct GBZComponent: Equatable, Sendable {
  /// 01 on the last component, 00 before it. Encrypted components (02, 03) are in none of the reference frames.
  public var control: UInt8
  public var cluster: UInt16
  /// Zigbee cluster library frame control.
  public var frameControl: UInt8
  public var sequenceNumber: UInt8
  public var command: UInt8
  public var body: [UInt8]

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    let start = reader
    control = try reader.octet("the extended header control")
    guard control <= 1 else { throw start.failure("an unencrypted GBZ component (00 or 01)") }
    cluster = try reader.integer(UInt16.self, "cluster identifier")
    let lengthStart = reader
    let length = Int(try reader.integer(UInt16.self, "GBZ command length"))
    guard length >= 3 else { throw lengthStart.failure("a GBZ command of at least 3 octets") }
    var inner = try reader.window(length, "the GBZ command")
    frameControl = try inner.octet("frame control")
    sequenceNumber = try inner.octet("sequence number")
    command = try inner.octet("command identifier")
    body = try inner.octets(inner.remaining, "GBZ command body")
  }

  func encode(to writer: inout ByteWriter) {
    writer.octet(control)
    writer.integer(cluster)
    writer.integer(UInt16(3 + body.count))
    writer.octet(frameControl)
    writer.octet(sequenceNumber)
    writer.octet(command)
    writer.octets(body)
  }
}
