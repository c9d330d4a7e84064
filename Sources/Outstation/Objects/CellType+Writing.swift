import COSEM

extension CellType {
  /// Writes a value of this type.
  @inline(__always)
  func write(
    _ value: Int64, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan, isLocal: Bool = false
  ) {
    writer.put(tag, &octets)
    writeContent(value, &writer, &octets, isLocal: isLocal)
  }

  /// Writes a value of this type without its tag.
  @inline(__always)
  func writeContent(
    _ value: Int64, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan, isLocal: Bool
  ) {
    switch self {
    case .dateTime:
      writer.put(UInt8(truncatingIfNeeded: COSEMDateTime.octetCount), &octets)
      COSEMDateTime(utcSeconds: value, isLocal: isLocal).write(&writer, &octets)
    case .logicalName:
      writer.put(6, &octets)
      writer.name(OBIS(code: UInt64(bitPattern: value)), &octets)
    case .uint8: writer.put(UInt8(truncatingIfNeeded: value), &octets)
    case .uint16: writer.put16(UInt16(truncatingIfNeeded: value), &octets)
    case .uint32, .int32: writer.put32(UInt32(truncatingIfNeeded: value), &octets)
    case .uint64, .int64: writer.put64(UInt64(bitPattern: value), &octets)
    }
  }
}
