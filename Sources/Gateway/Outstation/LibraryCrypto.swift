import Crypto
import Foundation
import HAL

/// AES-128-GCM by swift-crypto, which does not look up tables by secrets.
struct LibraryCrypto: HAL.Crypto, ~Copyable {
  mutating func seal(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, text: inout MutableRawSpan,
    range: Range<Int>
  ) -> InlineArray<16, UInt8> {
    let sealed = Self.seal(key, nonce, header, text.bytes.extracting(range))
    for (index, octet) in sealed.ciphertext.enumerated() {
      text.storeBytes(of: octet, toByteOffset: range.lowerBound + index, as: UInt8.self)
    }
    return Self.tag(sealed)
  }

  mutating func open(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, text: inout MutableRawSpan,
    range: Range<Int>
  ) -> InlineArray<16, UInt8> {
    // Counter mode is its own inverse; the tag over the ciphertext is that of sealing the plain text again.
    let plain = Self.seal(key, nonce, header, text.bytes.extracting(range)).ciphertext
    for (index, octet) in plain.enumerated() {
      text.storeBytes(of: octet, toByteOffset: range.lowerBound + index, as: UInt8.self)
    }
    return Self.tag(Self.seal(key, nonce, header, text.bytes.extracting(range)))
  }

  mutating func authenticate(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, body: RawSpan
  ) -> InlineArray<16, UInt8> {
    Self.tag(Self.seal(key, nonce, [Self.data(header), Self.data(body)].reduce(Data(), +), Data()))
  }

  mutating func fillRandom(_ octets: inout MutableRawSpan) {
    var source = SystemRandomNumberGenerator()
    for offset in 0..<octets.byteCount {
      octets.storeBytes(of: UInt8.random(in: 0...255, using: &source), toByteOffset: offset, as: UInt8.self)
    }
  }

  private static func seal(
    _ key: borrowing Key128, _ nonce: InlineArray<12, UInt8>, _ header: RawSpan, _ text: RawSpan
  ) -> AES.GCM.SealedBox { seal(key, nonce, data(header), data(text)) }

  private static func seal(
    _ key: borrowing Key128, _ nonce: InlineArray<12, UInt8>, _ header: Data, _ text: Data
  ) -> AES.GCM.SealedBox {
    let octets = key.octets
    let symmetric = SymmetricKey(data: (0..<16).map { octets[$0] })
    // Fails for a nonce or key of another length only.
    return try! AES.GCM.seal(
      text, using: symmetric, nonce: AES.GCM.Nonce(data: (0..<12).map { nonce[$0] }), authenticating: header)
  }

  private static func tag(_ sealed: AES.GCM.SealedBox) -> InlineArray<16, UInt8> {
    let tag = Array(sealed.tag)
    return InlineArray { tag[$0] }
  }

  private static func data(_ octets: RawSpan) -> Data { octets.withUnsafeBytes { Data($0) } }
}
