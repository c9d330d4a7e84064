/// Names an attribute of an object.
public struct AttributeDescriptor: Equatable, Sendable, BitwiseCopyable {
  /// Interface class.
  public var classID: UInt16
  /// Logical name.
  public var name: OBIS
  /// Attribute, 1 is the logical name.
  public var attribute: Int8

  /// Names an attribute.
  public init(classID: UInt16, name: OBIS, attribute: Int8) {
    self.classID = classID
    self.name = name
    self.attribute = attribute
  }
}

extension OctetReader {
  /// The next attribute (or method) descriptor.
  @inline(never)
  public mutating func descriptor(_ octets: RawSpan) throws(CodecError) -> AttributeDescriptor {
    AttributeDescriptor(
      classID: try uint16(octets), name: try name(octets), attribute: Int8(bitPattern: try uint8(octets)))
  }
}

extension OctetWriter {
  /// Writes an attribute (or method) descriptor.
  @inline(never)
  public mutating func descriptor(_ descriptor: AttributeDescriptor, _ octets: inout MutableRawSpan) {
    put16(descriptor.classID, &octets)
    name(descriptor.name, &octets)
    put(UInt8(bitPattern: descriptor.attribute), &octets)
  }
}
