/// A COSEM `Data` value in A-XDR. Cases keep what the wire has, so that a value encodes to its own octets again.
public indirect enum DLMSData: Equatable, Hashable, Sendable {
  case null
  case array([DLMSData])
  case structure([DLMSData])
  /// The octet as sent: 0 is false, anything else (01 and FF occur) true.
  case boolean(UInt8)
  /// Number of bits, and the octets that hold them from the most significant bit.
  case bitString(count: Int, octets: [UInt8])
  case int32(Int32)
  case uint32(UInt32)
  case octetString([UInt8])
  case visibleString([UInt8])
  case utf8String([UInt8])
  case bcd(UInt8)
  case int8(Int8)
  case int16(Int16)
  case uint8(UInt8)
  case uint16(UInt16)
  case compactArray(CompactArray)
  case int64(Int64)
  case uint64(UInt64)
  case enumeration(UInt8)
  case float32(UInt32)
  case float64(UInt64)
  /// 12 octets.
  case dateTime([UInt8])
  /// 5 octets.
  case date([UInt8])
  /// 4 octets.
  case time([UInt8])
}

extension DLMSData {
  /// The value of any unsigned integer or enumeration.
  public var unsigned: UInt64? {
    switch self {
    case .uint8(let value), .enumeration(let value), .bcd(let value): UInt64(value)
    case .uint16(let value): UInt64(value)
    case .uint32(let value): UInt64(value)
    case .uint64(let value): value
    default: nil
    }
  }

  /// The value of any signed or unsigned integer that fits.
  public var integer: Int64? {
    switch self {
    case .int8(let value): Int64(value)
    case .int16(let value): Int64(value)
    case .int32(let value): Int64(value)
    case .int64(let value): value
    default: unsigned.flatMap { Int64(exactly: $0) }
    }
  }

  public var octets: [UInt8]? {
    if case .octetString(let octets) = self { octets } else { nil }
  }

  /// Elements of an array or structure.
  public var elements: [DLMSData]? {
    switch self {
    case .array(let elements), .structure(let elements): elements
    default: nil
    }
  }

  public static func dateTime(_ value: COSEMDateTime) -> DLMSData { .octetString(value.octets) }

  /// The date-time in an octet string of 12, or in a date-time value.
  public var dateTimeValue: COSEMDateTime? {
    switch self {
    case .octetString(let octets), .dateTime(let octets): COSEMDateTime(octets)
    default: nil
    }
  }
}
