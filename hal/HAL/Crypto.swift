/// Cryptography that a meter needs: AES-128 in Galois/counter mode, and random octets.
///
/// Linux uses a vetted library; bare metal, where no library exists, brings its own (`SoftwareCrypto`). Both
/// are held to the same published vectors. Keys never leave the call.
public protocol Crypto: ~Copyable {
  /// Encrypts `range` of `text` in place and returns the tag over `header` and the ciphertext.
  mutating func seal(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, text: inout MutableRawSpan,
    range: Range<Int>
  ) -> InlineArray<16, UInt8>

  /// Decrypts `range` of `text` in place and returns the tag that `header` and the ciphertext must carry; the
  /// caller compares, and uses the text only when it agrees.
  mutating func open(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, text: inout MutableRawSpan,
    range: Range<Int>
  ) -> InlineArray<16, UInt8>

  /// The tag over `header` and `body` without any ciphertext (GMAC).
  mutating func authenticate(
    key: borrowing Key128, nonce: InlineArray<12, UInt8>, header: RawSpan, body: RawSpan
  ) -> InlineArray<16, UInt8>

  /// Fills `octets` with random ones fit for challenges.
  mutating func fillRandom(_ octets: inout MutableRawSpan)
}
