import COSEM

/// Which rows of a profile are asked for.
public enum ProfileSelection: Equatable, Sendable {
  /// All.
  case all
  /// Rows stamped from `first` to `last`, both included, as the meter's clock writes times.
  case range(first: COSEMDateTime, last: COSEMDateTime, column: AttributeDescriptor)
  /// Rows by number, from 1; 0 is the last.
  case entries(first: UInt32, last: UInt32)

  func write(_ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    switch self {
    case .all: writer.put(0, &octets)
    case .range(let first, let last, let column):
      writer.put16(0x0101, &octets)
      writer.structure(4, &octets)
      writer.structure(4, &octets)
      writer.uint16(column.classID, &octets)
      writer.logicalName(column.name, &octets)
      writer.int8(column.attribute, &octets)
      writer.uint16(0, &octets)
      writer.dateTime(first, &octets)
      writer.dateTime(last, &octets)
      writer.array(0, &octets)
    case .entries(let first, let last):
      SelectiveAccess.entry(fromEntry: first, toEntry: last, fromColumn: 1, toColumn: 0).write(
        &writer, &octets)
    }
  }
}
