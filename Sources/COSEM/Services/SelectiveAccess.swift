/// Which part of a profile's buffer is wanted.
public enum SelectiveAccess: Equatable, Sendable {
  /// All of it.
  case none
  /// Rows by a restricting column.
  case range(RangeAccess)
  /// Rows and columns by number, both from 1, 0 for the last.
  case entry(fromEntry: UInt32, toEntry: UInt32, fromColumn: UInt16, toColumn: UInt16)
  /// A selector that a profile does not have.
  case unknown(UInt8)

  /// Decodes the optional access selection that follows an attribute descriptor.
  @inline(never)
  public init(_ reader: inout OctetReader, _ octets: RawSpan) throws(CodecError) {
    switch try reader.uint8(octets) {
    case 0: self = .none
    case 1:
      let selector = try reader.uint8(octets)
      let parameters = try reader.skip(octets)
      switch selector {
      case 1: self = .range(try RangeAccess(octets, parameters))
      case 2: self = try Self.entry(octets, parameters)
      default: self = .unknown(selector)
      }
    default: throw .malformed
    }
  }

  private static func entry(_ octets: RawSpan, _ range: Range<Int>) throws(CodecError) -> SelectiveAccess {
    var reader = OctetReader(range)
    guard case .structure(4) = try reader.value(octets), let from = try reader.value(octets).integer,
      let to = try reader.value(octets).integer, let first = try reader.value(octets).integer,
      let last = try reader.value(octets).integer
    else { throw .malformed }
    return .entry(
      fromEntry: UInt32(clamping: from), toEntry: UInt32(clamping: to), fromColumn: UInt16(clamping: first),
      toColumn: UInt16(clamping: last))
  }

  /// Writes an access selection, 0 for none.
  public func write(_ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    switch self {
    case .none, .unknown: writer.put(0, &octets)
    case .range(let range):
      writer.put16(0x0101, &octets)
      range.write(&writer, &octets)
    case .entry(let fromEntry, let toEntry, let fromColumn, let toColumn):
      writer.put16(0x0102, &octets)
      writer.structure(4, &octets)
      writer.uint32(fromEntry, &octets)
      writer.uint32(toEntry, &octets)
      writer.uint16(fromColumn, &octets)
      writer.uint16(toColumn, &octets)
    }
  }
}

/// Access by range: the rows whose restricting column lies between two values, both included.
public struct RangeAccess: Equatable, Sendable {
  /// Class, name, attribute and data index of the restricting column.
  public var restricting: AttributeDescriptor
  /// Smallest value, as UTC seconds since 1970 where it is a time; nil where it is unspecified.
  public var from: Int64?
  /// Largest value, as `from`.
  public var to: Int64?
  /// The bound came as a time without deviation: the meter's own time, whatever that is.
  public var isFromLocal = false
  /// As `isFromLocal`.
  public var isToLocal = false
  /// Range of the array of selected columns; nil for all.
  public var columns: Range<Int>?
  /// Number of selected columns, 0 for all.
  public var columnCount: Int

  /// A range over the clock column, all columns.
  public init(fromSeconds: Int64, toSeconds: Int64) {
    restricting = AttributeDescriptor(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2)
    from = fromSeconds
    to = toSeconds
    columns = nil
    columnCount = 0
  }

  init(_ octets: RawSpan, _ range: Range<Int>) throws(CodecError) {
    var reader = OctetReader(range)
    guard case .structure(4) = try reader.value(octets) else { throw .malformed }
    restricting = try Self.captureObject(&reader, octets)
    (from, isFromLocal) = try Self.bound(&reader, octets)
    (to, isToLocal) = try Self.bound(&reader, octets)
    let start = reader.position
    guard case .array(let count) = try reader.value(octets) else { throw .malformed }
    columnCount = count
    columns = count == 0 ? nil : start..<range.upperBound
  }

  /// The next capture object definition: class, name, attribute (data index ignored).
  public static func captureObject(
    _ reader: inout OctetReader, _ octets: RawSpan
  ) throws(CodecError) -> AttributeDescriptor {
    guard case .structure(4) = try reader.value(octets), let classID = try reader.value(octets).integer,
      case .octetString(let name) = try reader.value(octets), name.count == 6,
      let attribute = try reader.value(octets).integer, try reader.value(octets).integer != nil
    else { throw .malformed }
    var nameReader = OctetReader(name)
    return AttributeDescriptor(
      classID: UInt16(clamping: classID), name: try nameReader.name(octets),
      attribute: Int8(clamping: attribute))
  }

  private static func bound(
    _ reader: inout OctetReader, _ octets: RawSpan
  ) throws(CodecError) -> (seconds: Int64?, isLocal: Bool) {
    let value = try reader.value(octets)
    if let integer = value.integer { return (integer, false) }
    guard let range = value.octets else { return (nil, false) }
    guard range.count == 12 else { throw .malformed }
    let time = COSEMDateTime(octets, at: range.lowerBound)
    if time.year == 0xFFFF { return (nil, false) }
    guard let seconds = time.utcSeconds else { throw .malformed }
    return (seconds, time.deviationMinutes == -0x8000)
  }

  func write(_ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    writer.structure(4, &octets)
    writer.structure(4, &octets)
    writer.uint16(restricting.classID, &octets)
    writer.logicalName(restricting.name, &octets)
    writer.int8(restricting.attribute, &octets)
    writer.uint16(0, &octets)
    writer.dateTime(from.map { COSEMDateTime(utcSeconds: $0) } ?? .unspecified, &octets)
    writer.dateTime(to.map { COSEMDateTime(utcSeconds: $0) } ?? .unspecified, &octets)
    writer.array(0, &octets)
  }
}
