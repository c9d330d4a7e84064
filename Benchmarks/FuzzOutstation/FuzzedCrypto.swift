import COSEM
import HAL

/// AES-GCM, or a stand-in that costs nearly nothing: what is fuzzed is the code around the cipher, and AES without
/// hardware would take nine tenths of the time.
struct FuzzedCrypto: Crypto, ~Copyable {
  private let isReal: Bool
  private var software: SoftwareCrypto

  init(isReal: Bool, entropy: UInt8) {
    self.isReal = isReal
    software = SoftwareCrypto(entropy: Key128(InlineArray(repeating: entropy)))
  }

  mutating func seal(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, text: inout MutableRawSpan,
    range: Range<Int>
  ) -> InlineArray<16, UInt8> {
    if isReal { return software.seal(key: key, nonce: nonce, header: header, text: &text, range: range) }
    Self.turn(nonce, &text, range)
    return Self.tag(nonce, header, text.bytes.extracting(range))
  }

  mutating func open(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, text: inout MutableRawSpan,
    range: Range<Int>
  ) -> InlineArray<16, UInt8> {
    if isReal { return software.open(key: key, nonce: nonce, header: header, text: &text, range: range) }
    let tag = Self.tag(nonce, header, text.bytes.extracting(range))
    Self.turn(nonce, &text, range)
    return tag
  }

  mutating func authenticate(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, body: RawSpan
  ) -> InlineArray<16, UInt8> {
    if isReal { return software.authenticate(key: key, nonce: nonce, header: header, body: body) }
    return Self.tag(nonce, header, body)
  }

  mutating func fillRandom(_ octets: inout MutableRawSpan) {
    if isReal { return software.fillRandom(&octets) }
    for offset in 0..<octets.byteCount {
      octets.storeBytes(of: UInt8(truncatingIfNeeded: offset &* 7 &+ 1), toByteOffset: offset, as: UInt8.self)
    }
  }

  private static func turn(
    _ nonce: InlineArray<12, UInt8>, _ text: inout MutableRawSpan, _ range: Range<Int>
  ) {
    for offset in range {
      let octet = text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      text.storeBytes(of: octet ^ nonce[11], toByteOffset: offset, as: UInt8.self)
    }
  }

  private static func tag(
    _ nonce: InlineArray<12, UInt8>, _ header: RawSpan, _ body: RawSpan
  ) -> InlineArray<16, UInt8> {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ octet: UInt8) { sum = (sum ^ UInt64(octet)) &* 0x100_0000_01B3 }
    for index in nonce.indices { add(nonce[index]) }
    for offset in 0..<header.byteCount { add(header.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) }
    for offset in 0..<body.byteCount { add(body.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) }
    return InlineArray { UInt8(truncatingIfNeeded: sum >> UInt64(4 * $0)) }
  }
}
