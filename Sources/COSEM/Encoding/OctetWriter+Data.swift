extension OctetWriter {
  /// Writes null-data.
  public mutating func null(_ octets: inout MutableRawSpan) { put(0, &octets) }

  /// Writes the head of an array of `count` elements, which follow.
  public mutating func array(_ count: Int, _ octets: inout MutableRawSpan) {
    put(DataTag.array.rawValue, &octets)
    length(count, &octets)
  }

  /// Writes the head of a structure of `count` elements, which follow.
  public mutating func structure(_ count: Int, _ octets: inout MutableRawSpan) {
    put(DataTag.structure.rawValue, &octets)
    length(count, &octets)
  }

  /// Writes a boolean.
  public mutating func boolean(_ value: Bool, _ octets: inout MutableRawSpan) {
    put(DataTag.boolean.rawValue, &octets)
    put(value ? 1 : 0, &octets)
  }

  /// Writes a bit string of 8 bits or fewer, bit 0 (leftmost) in the octet's highest bit.
  public mutating func bitString(_ value: UInt8, bits: Int, _ octets: inout MutableRawSpan) {
    put(DataTag.bitString.rawValue, &octets)
    length(bits, &octets)
    put(value, &octets)
  }

  /// Writes an unsigned 8-bit integer.
  public mutating func uint8(_ value: UInt8, _ octets: inout MutableRawSpan) {
    put(DataTag.uint8.rawValue, &octets)
    put(value, &octets)
  }

  /// Writes a signed 8-bit integer.
  public mutating func int8(_ value: Int8, _ octets: inout MutableRawSpan) {
    put(DataTag.int8.rawValue, &octets)
    put(UInt8(bitPattern: value), &octets)
  }

  /// Writes an unsigned 16-bit integer.
  public mutating func uint16(_ value: UInt16, _ octets: inout MutableRawSpan) {
    put(DataTag.uint16.rawValue, &octets)
    put16(value, &octets)
  }

  /// Writes a signed 16-bit integer.
  public mutating func int16(_ value: Int16, _ octets: inout MutableRawSpan) {
    put(DataTag.int16.rawValue, &octets)
    put16(UInt16(bitPattern: value), &octets)
  }

  /// Writes an unsigned 32-bit integer.
  @inline(__always)
  public mutating func uint32(_ value: UInt32, _ octets: inout MutableRawSpan) {
    put(DataTag.uint32.rawValue, &octets)
    put32(value, &octets)
  }

  /// Writes a signed 32-bit integer.
  public mutating func int32(_ value: Int32, _ octets: inout MutableRawSpan) {
    put(DataTag.int32.rawValue, &octets)
    put32(UInt32(bitPattern: value), &octets)
  }

  /// Writes a signed 64-bit integer.
  public mutating func int64(_ value: Int64, _ octets: inout MutableRawSpan) {
    put(DataTag.int64.rawValue, &octets)
    put64(UInt64(bitPattern: value), &octets)
  }

  /// Writes an unsigned 64-bit integer.
  public mutating func uint64(_ value: UInt64, _ octets: inout MutableRawSpan) {
    put(DataTag.uint64.rawValue, &octets)
    put64(value, &octets)
  }

  /// Writes an enumeration.
  public mutating func enumeration(_ value: UInt8, _ octets: inout MutableRawSpan) {
    put(DataTag.enumeration.rawValue, &octets)
    put(value, &octets)
  }

  /// Writes an octet string.
  public mutating func octetString(_ value: RawSpan, _ octets: inout MutableRawSpan) {
    put(DataTag.octetString.rawValue, &octets)
    length(value.byteCount, &octets)
    copy(value, &octets)
  }

  /// Writes the characters of a text as an octet string.
  public mutating func octetString(_ text: StaticString, _ octets: inout MutableRawSpan) {
    put(DataTag.octetString.rawValue, &octets)
    length(text.utf8CodeUnitCount, &octets)
    copy(text, &octets)
  }

  /// Writes a visible string.
  public mutating func visibleString(_ value: RawSpan, _ octets: inout MutableRawSpan) {
    put(DataTag.visibleString.rawValue, &octets)
    length(value.byteCount, &octets)
    copy(value, &octets)
  }

  /// Writes a logical name as an octet string.
  public mutating func logicalName(_ name: OBIS, _ octets: inout MutableRawSpan) {
    put(DataTag.octetString.rawValue, &octets)
    put(6, &octets)
    self.name(name, &octets)
  }

  /// Writes the six octets of a logical name.
  public mutating func name(_ name: OBIS, _ octets: inout MutableRawSpan) {
    put16(UInt16(truncatingIfNeeded: name.code >> 32), &octets)
    put32(UInt32(truncatingIfNeeded: name.code), &octets)
  }

  /// Writes a date and time as an octet string of 12.
  public mutating func dateTime(_ value: COSEMDateTime, _ octets: inout MutableRawSpan) {
    put(DataTag.octetString.rawValue, &octets)
    put(12, &octets)
    value.write(&self, &octets)
  }
}
