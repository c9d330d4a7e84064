import HAL

/// AES-128-GCM in plain Swift, for boards without a library. Held to NIST's vectors.
public struct SoftwareCrypto: Crypto, ~Copyable {
  private var randomKey: Key128
  private var randomCount: UInt64 = 0

  /// Starts with 16 octets of entropy, which the board takes from a hardware source at every start; random
  /// octets are then AES in counter mode of them.
  public init(entropy: Key128) { randomKey = entropy }

  public mutating func seal(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, text: inout MutableRawSpan,
    range: Range<Int>
  ) -> InlineArray<16, UInt8> {
    let cipher = AES128(key)
    var hash = Self.hash(cipher, header)
    Self.count(cipher, nonce, &text, range, &hash, hashesBefore: false)
    return Self.tag(cipher, nonce, &hash, header.byteCount, range.count)
  }

  public mutating func open(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, text: inout MutableRawSpan,
    range: Range<Int>
  ) -> InlineArray<16, UInt8> {
    let cipher = AES128(key)
    var hash = Self.hash(cipher, header)
    Self.count(cipher, nonce, &text, range, &hash, hashesBefore: true)
    return Self.tag(cipher, nonce, &hash, header.byteCount, range.count)
  }

  public mutating func authenticate(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, body: RawSpan
  ) -> InlineArray<16, UInt8> {
    let cipher = AES128(key)
    var hash = GaloisHash(cipher.encrypt(InlineArray(repeating: 0)))
    for offset in 0..<header.byteCount {
      hash.update(header.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
    }
    for offset in 0..<body.byteCount { hash.update(body.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) }
    hash.pad()
    return Self.tag(cipher, nonce, &hash, header.byteCount + body.byteCount, 0)
  }

  public mutating func fillRandom(_ octets: inout MutableRawSpan) {
    let cipher = AES128(randomKey)
    var block = InlineArray<16, UInt8>(repeating: 0)
    for offset in 0..<octets.byteCount {
      if offset % 16 == 0 { block = cipher.encrypt(nextCounter()) }
      octets.storeBytes(of: block[offset % 16], toByteOffset: offset, as: UInt8.self)
    }
    // What was given out cannot be computed from what is kept.
    randomKey = Key128(cipher.encrypt(nextCounter()))
  }

  private mutating func nextCounter() -> InlineArray<16, UInt8> {
    randomCount &+= 1
    let count = randomCount
    return InlineArray { $0 < 8 ? UInt8(truncatingIfNeeded: count >> UInt64(8 * $0)) : 0x52 }
  }

  private static func hash(_ cipher: AES128, _ header: RawSpan) -> GaloisHash {
    var hash = GaloisHash(cipher.encrypt(InlineArray(repeating: 0)))
    for offset in 0..<header.byteCount {
      hash.update(header.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
    }
    hash.pad()
    return hash
  }

  private static func counter(_ nonce: InlineArray<12, UInt8>, _ number: UInt32) -> InlineArray<16, UInt8> {
    InlineArray {
      $0 < 12 ? nonce[$0] : UInt8(truncatingIfNeeded: number >> UInt32(8 * (15 - $0)))
    }
  }

  private static func count(
    _ cipher: AES128, _ nonce: InlineArray<12, UInt8>, _ text: inout MutableRawSpan, _ range: Range<Int>,
    _ hash: inout GaloisHash, hashesBefore: Bool
  ) {
    var number: UInt32 = 1
    var stream = InlineArray<16, UInt8>(repeating: 0)
    var used = 16
    for offset in range {
      if used == 16 {
        number += 1
        stream = cipher.encrypt(counter(nonce, number))
        used = 0
      }
      let before = text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      let after = before ^ stream[unchecked: used]
      used += 1
      hash.update(hashesBefore ? before : after)
      text.storeBytes(of: after, toByteOffset: offset, as: UInt8.self)
    }
  }

  private static func tag(
    _ cipher: AES128, _ nonce: InlineArray<12, UInt8>, _ hash: inout GaloisHash, _ headerOctets: Int,
    _ textOctets: Int
  ) -> InlineArray<16, UInt8> {
    var result = hash.finish(headerOctets: headerOctets, textOctets: textOctets)
    let mask = cipher.encrypt(counter(nonce, 1))
    for index in 0..<16 { result[index] ^= mask[index] }
    return result
  }
}
