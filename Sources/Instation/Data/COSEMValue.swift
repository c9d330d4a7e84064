import COSEM

/// One element of COSEM data with everything in it.
public indirect enum COSEMValue: Equatable, Sendable {
  case null
  case integer(Int64)
  case unsigned(UInt64)
  case boolean(Bool)
  case float(Double)
  case octets([UInt8])
  case text(String)
  case bits([UInt8], count: Int)
  case time(COSEMDateTime)
  case array([COSEMValue])
  case structure([COSEMValue])

  /// Decodes one element that is all of `octets`.
  public init(_ octets: [UInt8]) throws(CodecError) {
    var reader = OctetReader(octets.span.bytes)
    self = try Self.read(&reader, octets, depth: 0)
    guard reader.isAtEnd else { throw .malformed }
  }

  private static func read(
    _ reader: inout OctetReader, _ octets: [UInt8], depth: Int
  ) throws(CodecError) -> COSEMValue {
    guard depth < 16 else { throw .malformed }
    let value = try reader.value(octets.span.bytes)
    switch value {
    case .array(let count), .structure(let count):
      var elements: [COSEMValue] = []
      elements.reserveCapacity(min(count, 4096))
      for _ in 0..<count { elements.append(try read(&reader, octets, depth: depth + 1)) }
      if case .array = value { return .array(elements) }
      return .structure(elements)
    case .compactArray(let range): return .array(try compact(range, octets))
    default: return simple(value, octets)
    }
  }

  /// A value without elements.
  static func simple(_ value: DataValue, _ octets: [UInt8]) -> COSEMValue {
    switch value {
    case .null, .dontCare: .null
    case .boolean(let value): .boolean(value)
    case .uint64(let value): .unsigned(value)
    case .float32(let bits): .float(Double(Float(bitPattern: bits)))
    case .float64(let bits): .float(Double(bitPattern: bits))
    case .bitString(let bits, let range): .bits(Array(octets[range]), count: bits)
    case .visibleString(let range), .utf8String(let range):
      .text(String(decoding: octets[range], as: UTF8.self))
    case .dateTime(let range): .time(COSEMDateTime(octets.span.bytes, at: range.lowerBound))
    case .octetString(let range), .date(let range), .time(let range): .octets(Array(octets[range]))
    default: value.integer.map { .integer($0) } ?? .null
    }
  }

  /// The elements of a compact array.
  private static func compact(
    _ range: Range<Int>, _ octets: [UInt8]
  ) throws(CodecError) -> [COSEMValue] {
    let array = try CompactArray(range, octets.span.bytes)
    var done: [COSEMValue] = []
    // Open structures and arrays: what they have, and how much is missing.
    var open: [(elements: [COSEMValue], missing: Int, isArray: Bool)] = []
    try array.forEach(octets.span.bytes) { (value) throws(CodecError) in
      var finished: COSEMValue
      switch value {
      case .array(let count) where count > 0:
        open.append(([], count, true))
        return
      case .structure(let count) where count > 0:
        open.append(([], count, false))
        return
      case .array: finished = .array([])
      case .structure: finished = .structure([])
      default: finished = simple(value, octets)
      }
      while var last = open.popLast() {
        last.elements.append(finished)
        last.missing -= 1
        guard last.missing == 0 else {
          open.append(last)
          return
        }
        finished = last.isArray ? .array(last.elements) : .structure(last.elements)
      }
      done.append(finished)
    }
    return done
  }

  /// Any integer that fits.
  public var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .unsigned(let value): Int64(exactly: value)
    case .boolean(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The elements of an array or structure.
  public var elements: [COSEMValue]? {
    switch self {
    case .array(let elements), .structure(let elements): elements
    default: nil
    }
  }

  /// Octets of a string.
  public var octetString: [UInt8]? {
    switch self {
    case .octets(let octets): octets
    case .text(let text): Array(text.utf8)
    default: nil
    }
  }

  /// A date and time: its own type, or 12 octets.
  public var dateTime: COSEMDateTime? {
    switch self {
    case .time(let time): time
    case .octets(let octets) where octets.count == 12: COSEMDateTime(octets.span.bytes, at: 0)
    default: nil
    }
  }

  /// For people: numbers, text where octets are characters, else hex.
  public var words: String {
    switch self {
    case .null: return ""
    case .integer(let value): return "\(value)"
    case .unsigned(let value): return "\(value)"
    case .boolean(let value): return value ? "1" : "0"
    case .float(let value): return "\(value)"
    case .text(let text): return text
    case .bits(let octets, _): return LineEvent.hex(octets)
    case .time(let time): return time.utcSeconds.map { "\($0)" } ?? ""
    case .octets(let octets):
      if !octets.isEmpty, octets.allSatisfy({ (0x20...0x7E).contains($0) }) {
        return String(decoding: octets, as: UTF8.self)
      }
      return LineEvent.hex(octets)
    case .array(let elements), .structure(let elements):
      return elements.map(\.words).joined(separator: " ")
    }
  }
}
