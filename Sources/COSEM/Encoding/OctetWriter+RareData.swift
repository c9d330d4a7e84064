/// Data types that meters seldom use.
extension OctetWriter {
  /// Writes a bit string of any length, bit 0 (leftmost) in the highest bit of the first octet; `octets` holds
  /// `(bits + 7) / 8` of them.
  public mutating func bitString(_ value: RawSpan, bits: Int, _ octets: inout MutableRawSpan) {
    put(DataTag.bitString.rawValue, &octets)
    length(bits, &octets)
    copy(value, &octets)
  }

  /// Writes a string of UTF-8.
  public mutating func utf8String(_ value: RawSpan, _ octets: inout MutableRawSpan) {
    put(DataTag.utf8String.rawValue, &octets)
    length(value.byteCount, &octets)
    copy(value, &octets)
  }

  /// Writes two decimal digits.
  public mutating func bcd(_ value: UInt8, _ octets: inout MutableRawSpan) {
    put(DataTag.bcd.rawValue, &octets)
    put(value, &octets)
  }

  /// Writes a number of 32 bits by IEEE 754.
  public mutating func float32(_ value: Float, _ octets: inout MutableRawSpan) {
    put(DataTag.float32.rawValue, &octets)
    put32(value.bitPattern, &octets)
  }

  /// Writes a number of 64 bits by IEEE 754.
  public mutating func float64(_ value: Double, _ octets: inout MutableRawSpan) {
    put(DataTag.float64.rawValue, &octets)
    put64(value.bitPattern, &octets)
  }

  /// Writes a date and time under its own tag, without the head of an octet string.
  public mutating func taggedDateTime(_ value: COSEMDateTime, _ octets: inout MutableRawSpan) {
    put(DataTag.dateTime.rawValue, &octets)
    value.write(&self, &octets)
  }

  /// Writes the five octets of a date.
  public mutating func date(_ value: COSEMDateTime, _ octets: inout MutableRawSpan) {
    put(DataTag.date.rawValue, &octets)
    put16(value.year, &octets)
    put(value.month, &octets)
    put(value.day, &octets)
    put(value.weekday, &octets)
  }

  /// Writes the four octets of a time.
  public mutating func time(_ value: COSEMDateTime, _ octets: inout MutableRawSpan) {
    put(DataTag.time.rawValue, &octets)
    put(value.hour, &octets)
    put(value.minute, &octets)
    put(value.second, &octets)
    put(value.hundredths, &octets)
  }

  /// Writes "don't care".
  public mutating func dontCare(_ octets: inout MutableRawSpan) { put(DataTag.dontCare.rawValue, &octets) }
}
