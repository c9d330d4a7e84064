/// An attribute or method of a COSEM object: class, logical name, index.
public struct ObjectAttribute: Hashable, Sendable, CustomStringConvertible {
  public let classIdentifier: UInt16
  public let name: LogicalName
  /// Attribute index, or method index for an action.
  public let index: UInt8

  public init(_ classIdentifier: UInt16, _ name: LogicalName, _ index: UInt8) {
    self.classIdentifier = classIdentifier
    self.name = name
    self.index = index
  }

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    classIdentifier = try reader.integer(UInt16.self, "class identifier")
    let octets = try reader.octets(6, "logical name")
    name = LogicalName(octets[0], octets[1], octets[2], octets[3], octets[4], octets[5])
    index = try reader.octet("attribute or method index")
  }

  func encode(to writer: inout ByteWriter) {
    writer.integer(classIdentifier)
    writer.octets(name.octets)
    writer.octet(index)
  }

  public var description: String { "\(classIdentifier)/\(name)/\(index)" }
}
