/// One decoded element of COSEM data. Strings are ranges of the octets decoded; the elements of an array or a
/// structure follow as the next values.
public enum DataValue: Equatable, Sendable {
  case null
  case array(count: Int)
  case structure(count: Int)
  case boolean(Bool)
  case bitString(bits: Int, octets: Range<Int>)
  case int32(Int32)
  case uint32(UInt32)
  case octetString(Range<Int>)
  case visibleString(Range<Int>)
  case utf8String(Range<Int>)
  case bcd(UInt8)
  case int8(Int8)
  case int16(Int16)
  case uint8(UInt8)
  case uint16(UInt16)
  /// Content description and contents; see `CompactArray`.
  case compactArray(Range<Int>)
  case int64(Int64)
  case uint64(UInt64)
  case enumeration(UInt8)
  /// IEEE 754 bits.
  case float32(bits: UInt32)
  /// IEEE 754 bits.
  case float64(bits: UInt64)
  case dateTime(Range<Int>)
  case date(Range<Int>)
  case time(Range<Int>)
  case dontCare

  /// The value of any integer, enumeration or boolean that fits.
  public var integer: Int64? {
    switch self {
    case .boolean(let value): value ? 1 : 0
    case .int32(let value): Int64(value)
    case .uint32(let value): Int64(value)
    case .int8(let value): Int64(value)
    case .int16(let value): Int64(value)
    case .uint8(let value), .enumeration(let value), .bcd(let value): Int64(value)
    case .uint16(let value): Int64(value)
    case .int64(let value): value
    case .uint64(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// The octets of any string or time.
  public var octets: Range<Int>? {
    switch self {
    case .octetString(let range), .visibleString(let range), .utf8String(let range), .dateTime(let range),
      .date(let range), .time(let range):
      range
    default: nil
    }
  }
}
