import COSEM

/// Data of every type that COSEM writes; it has no encoder for compact arrays.
extension APDUComposer {
  static let types = DataTag.allCases.filter { $0 != .compactArray }

  /// One element, its octets and its tree of types and values.
  mutating func data(_ tag: DataTag? = nil) -> SampleField {
    let start = writer.position
    let value = element(tag ?? chance.one(of: Self.types), depth: 0)
    return .object([("hex", .hex(written[start...])), ("value", value)])
  }

  private mutating func element(_ tag: DataTag, depth: Int) -> SampleField {
    .list([.unsigned(UInt64(tag.rawValue)), content(tag, depth: depth)])
  }

  private mutating func content(_ tag: DataTag, depth: Int) -> SampleField {
    switch tag {
    case .null: return put(.none) { $0.null(&$1) }
    case .dontCare: return put(.none) { $0.dontCare(&$1) }
    case .array, .structure: return elements(tag, depth: depth)
    case .boolean:
      let value = chance.flag()
      return put(.flag(value)) { $0.boolean(value, &$1) }
    case .bitString: return bits()
    case .int8: return integer(Int8.self) { $0.int8($2, &$1) }
    case .int16: return integer(Int16.self) { $0.int16($2, &$1) }
    case .int32: return integer(Int32.self) { $0.int32($2, &$1) }
    case .int64: return integer(Int64.self) { $0.int64($2, &$1) }
    case .uint8: return integer(UInt8.self) { $0.uint8($2, &$1) }
    case .uint16: return integer(UInt16.self) { $0.uint16($2, &$1) }
    case .uint32: return integer(UInt32.self) { $0.uint32($2, &$1) }
    case .uint64: return integer(UInt64.self) { $0.uint64($2, &$1) }
    case .enumeration: return integer(UInt8.self) { $0.enumeration($2, &$1) }
    case .bcd: return integer(UInt8.self) { $0.bcd($2, &$1) }
    case .octetString, .visibleString, .utf8String: return string(tag)
    case .float32: return float32()
    case .float64: return float64()
    case .dateTime: return clock { $0.taggedDateTime($2, &$1) }
    case .date: return clock { $0.date($2, &$1) }
    case .time: return clock { $0.time($2, &$1) }
    case .compactArray: preconditionFailure("COSEM writes no compact arrays")
    }
  }

  private mutating func put(
    _ field: SampleField, _ body: (inout OctetWriter, inout MutableRawSpan) -> Void
  ) -> SampleField {
    write(body)
    return field
  }

  private mutating func integer<Value: FixedWidthInteger>(
    _: Value.Type, _ body: (inout OctetWriter, inout MutableRawSpan, Value) -> Void
  ) -> SampleField {
    let value = chance.integer(Value.self)
    write { body(&$0, &$1, value) }
    return Value.isSigned ? .number(Int64(value)) : .unsigned(UInt64(value))
  }

  private mutating func elements(_ tag: DataTag, depth: Int) -> SampleField {
    // 130 elements need two octets of length.
    let count = depth == 0 && chance.below(12) == 0 ? 130 : chance.below(5)
    write { tag == .array ? $0.array(count, &$1) : $0.structure(count, &$1) }
    let simple = Self.types.filter { $0 != .array && $0 != .structure }
    return .list(
      (0..<count).map { _ in
        element(chance.one(of: depth < 3 && count < 100 ? Self.types : simple), depth: depth + 1)
      })
  }

  private mutating func bits() -> SampleField {
    let count = chance.below(40)
    var octets = chance.octets((count + 7) / 8)
    if count % 8 > 0 { octets[octets.count - 1] &= 0xFF << (8 - UInt8(count % 8)) }
    let text = (0..<count).map { octets[$0 / 8] & 0x80 >> UInt8($0 % 8) == 0 ? "0" : "1" }.joined()
    return put(.text(text)) { $0.bitString(octets.span.bytes, bits: count, &$1) }
  }

  private mutating func string(_ tag: DataTag) -> SampleField {
    let count = chance.one(of: [0, 6, 127, 128, 256, chance.below(30)])
    let characters: [Unicode.Scalar] =
      tag == .visibleString ? ["A", "z", "0", " ", "~"] : ["A", "é", "€", "😀"]
    var octets = chance.octets(count)
    if tag != .octetString {
      octets = Array((0..<count).map { _ in String(chance.one(of: characters)) }.joined().utf8)
    }
    return put(.hex(octets)) {
      switch tag {
      case .octetString: $0.octetString(octets.span.bytes, &$1)
      case .visibleString: $0.visibleString(octets.span.bytes, &$1)
      default: $0.utf8String(octets.span.bytes, &$1)
      }
    }
  }

  /// Finite, so that equal bits mean equal numbers in every language.
  private mutating func float32() -> SampleField {
    let value = Float(bitPattern: UInt32(truncatingIfNeeded: chance.next()) & 0xBFFF_FFFF)
    return put(.unsigned(UInt64(value.bitPattern))) { $0.float32(value, &$1) }
  }

  private mutating func float64() -> SampleField {
    let value = Double(bitPattern: chance.next() & 0xBFFF_FFFF_FFFF_FFFF)
    return put(.unsigned(value.bitPattern)) { $0.float64(value, &$1) }
  }

  /// The octets that `body` writes of a time, without their tag.
  private mutating func clock(
    _ body: (inout OctetWriter, inout MutableRawSpan, COSEMDateTime) -> Void
  ) -> SampleField {
    let start = writer.position
    let time = clockTime()
    write { body(&$0, &$1, time) }
    return .hex(written[(start + 1)...])
  }

  /// A time of day of this century, sometimes of an unspecified deviation.
  mutating func clockTime() -> COSEMDateTime {
    var time = COSEMDateTime(
      utcSeconds: Int64(chance.below(3_000_000_000)), hundredths: UInt8(chance.below(100)),
      status: chance.flag() ? 0x80 : 0)
    time.deviationMinutes = chance.below(3) == 0 ? -0x8000 : Int16(chance.below(1441) - 720)
    return time
  }
}
