extension OctetReader {
  /// The next element.
  public mutating func value(_ octets: RawSpan) throws(CodecError) -> DataValue {
    guard let tag = DataTag(rawValue: try uint8(octets)) else { throw .malformed }
    return try value(of: tag, octets)
  }

  /// The content of an element whose tag is known.
  mutating func value(of tag: DataTag, _ octets: RawSpan) throws(CodecError) -> DataValue {
    switch tag {
    case .null: return .null
    case .dontCare: return .dontCare
    case .array, .structure:
      let count = try length(octets)
      // Every element has at least one octet: a larger count cannot be true.
      guard count <= remaining else { throw .malformed }
      return tag == .array ? .array(count: count) : .structure(count: count)
    case .boolean: return .boolean(try uint8(octets) != 0)
    case .bitString:
      let bits = try length(octets)
      // Not `bits + 7`: the largest length fills a 32-bit Int.
      return .bitString(bits: bits, octets: try take(bits / 8 + (bits % 8 == 0 ? 0 : 1)))
    case .int32: return .int32(Int32(bitPattern: try uint32(octets)))
    case .uint32: return .uint32(try uint32(octets))
    case .octetString: return .octetString(try field(octets))
    case .visibleString: return .visibleString(try field(octets))
    case .utf8String: return .utf8String(try field(octets))
    case .bcd: return .bcd(try uint8(octets))
    case .int8: return .int8(Int8(bitPattern: try uint8(octets)))
    case .int16: return .int16(Int16(bitPattern: try uint16(octets)))
    case .uint8: return .uint8(try uint8(octets))
    case .uint16: return .uint16(try uint16(octets))
    case .compactArray:
      let start = position
      try CompactArray.skipDescription(&self, octets, depth: 0)
      _ = try field(octets)
      return .compactArray(start..<position)
    case .int64: return .int64(Int64(bitPattern: try uint64(octets)))
    case .uint64: return .uint64(try uint64(octets))
    case .enumeration: return .enumeration(try uint8(octets))
    case .float32: return .float32(bits: try uint32(octets))
    case .float64: return .float64(bits: try uint64(octets))
    case .dateTime: return .dateTime(try take(12))
    case .date: return .date(try take(5))
    case .time: return .time(try take(4))
    }
  }

  /// Passes over one element with everything in it; returns its range, tag included.
  @discardableResult
  public mutating func skip(_ octets: RawSpan) throws(CodecError) -> Range<Int> {
    let start = position
    var left = 1
    while left > 0 {
      left -= 1
      switch try value(octets) {
      case .array(let count), .structure(let count):
        left += count
        guard left <= remaining else { throw .malformed }
      default: break
      }
    }
    return start..<position
  }
}
