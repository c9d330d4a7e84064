/// Tags of the COSEM common data types.
public enum DataTag: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case null = 0
  case array = 1
  case structure = 2
  case boolean = 3
  case bitString = 4
  case int32 = 5
  case uint32 = 6
  case octetString = 9
  case visibleString = 10
  case utf8String = 12
  case bcd = 13
  case int8 = 15
  case int16 = 16
  case uint8 = 17
  case uint16 = 18
  case compactArray = 19
  case int64 = 20
  case uint64 = 21
  case enumeration = 22
  case float32 = 23
  case float64 = 24
  case dateTime = 25
  case date = 26
  case time = 27
  case dontCare = 255

  /// Octets of a value after its tag, nil where a count or length precedes it.
  public var fixedOctets: Int? {
    switch self {
    case .null, .dontCare: 0
    case .boolean, .bcd, .int8, .uint8, .enumeration: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32, .time: 4
    case .date: 5
    case .int64, .uint64, .float64: 8
    case .dateTime: 12
    case .array, .structure, .bitString, .octetString, .visibleString, .utf8String, .compactArray: nil
    }
  }
}
