/// Reads octets, big-endian integers and length-prefixed fields, checking every bound.
///
/// Lengths must be in their shortest form, as every reference frame has them: only then does a decoded frame encode
/// to the same octets again.
struct ByteReader {
  /// Deepest nesting of arrays, structures and ASN.1 nodes; the reference frames need 12.
  static let maximumDepth = 32

  private let bytes: [UInt8]
  private let end: Int
  private(set) var offset: Int
  /// Values that may still be made out of these bytes: a compact array of empty elements may otherwise describe far
  /// more values than it has octets.
  private(set) var valueBudget: Int

  init(_ bytes: [UInt8]) {
    self.init(bytes, from: 0, to: bytes.count)
  }

  private init(_ bytes: [UInt8], from start: Int, to end: Int) {
    self.bytes = bytes
    self.end = end
    offset = start
    valueBudget = 64 + 8 * (end - start)
  }

  var remaining: Int { end - offset }
  var isAtEnd: Bool { offset == end }

  func failure(_ expected: String) -> FrameDecodingError {
    let found =
      isAtEnd
      ? "the end of the \(end == bytes.count ? "bytes" : "field")"
      : bytes[offset..<min(end, offset + 4)].map { Hex.text($0) }.joined(separator: " ")
    return FrameDecodingError(offset: offset, expected: expected, found: found)
  }

  func peek() -> UInt8? { isAtEnd ? nil : bytes[offset] }
  func peek(at distance: Int) -> UInt8? { distance < remaining ? bytes[offset + distance] : nil }

  mutating func octet(_ expected: @autoclosure () -> String) throws(FrameDecodingError) -> UInt8 {
    guard !isAtEnd else { throw failure(expected()) }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func require(_ value: UInt8, _ expected: @autoclosure () -> String) throws(FrameDecodingError) {
    guard peek() == value else { throw failure("\(expected()) (\(Hex.text(value)))") }
    offset += 1
  }

  mutating func octets(
    _ count: Int, _ expected: @autoclosure () -> String
  ) throws(FrameDecodingError) -> [UInt8] {
    guard count >= 0, count <= remaining else { throw failure("\(count) octets of \(expected())") }
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: Value.Type, _ expected: @autoclosure () -> String
  ) throws(FrameDecodingError) -> Value {
    let width = Value.bitWidth / 8
    guard width <= remaining else { throw failure("\(width) octets of \(expected())") }
    var value: Value = 0
    for index in offset..<offset + width { value = value << 8 | Value(bytes[index]) }
    offset += width
    return value
  }

  /// A length in A-XDR form (one octet below 128, else 81…84 and that many octets), shortest form only.
  mutating func length(_ expected: @autoclosure () -> String) throws(FrameDecodingError) -> Int {
    let start = self
    let first = try octet("the length of \(expected())")
    guard first >= 0x80 else { return Int(first) }
    let width = Int(first & 0x7F)
    guard (1...4).contains(width), width <= remaining else {
      throw start.failure("a length of \(expected()) of 1 to 5 octets")
    }
    var value = 0
    for _ in 0..<width { value = value << 8 | Int(try octet("length")) }
    let shortest = value >= 0x80 && (width == 1 || value >> (8 * (width - 1)) != 0)
    guard shortest else { throw start.failure("the length of \(expected()) in its shortest form") }
    return value
  }

  /// A length-prefixed field's octets.
  mutating func field(_ expected: @autoclosure () -> String) throws(FrameDecodingError) -> [UInt8] {
    let count = try length(expected())
    return try octets(count, expected())
  }

  /// A reader over the next `count` octets, which this reader then has behind it. Offsets stay those of the whole.
  mutating func window(
    _ count: Int, _ expected: @autoclosure () -> String
  ) throws(FrameDecodingError) -> ByteReader {
    guard count >= 0, count <= remaining else { throw failure("\(count) octets of \(expected())") }
    let inner = ByteReader(bytes, from: offset, to: offset + count)
    offset += count
    return inner
  }

  mutating func spendValue(_ count: Int = 1) throws(FrameDecodingError) {
    valueBudget -= count
    if valueBudget < 0 { throw failure("no more values than a frame of this length can hold") }
  }

  func requireEnd(_ expected: @autoclosure () -> String) throws(FrameDecodingError) {
    if !isAtEnd { throw failure("the end of \(expected())") }
  }

  /// The octets from `start` to here.
  func octets(since start: Int) -> [UInt8] { Array(bytes[start..<offset]) }
}
