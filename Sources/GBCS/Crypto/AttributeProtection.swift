import Crypto

/// Encrypts and opens protected attributes: `31 00000000`, ciphertext, 12-octet tag.
public struct AttributeProtection: Sendable {
  /// Security control (authentication and encryption, suite 1) and a zero invocation counter.
  public static let header: [UInt8] = [0x31, 0, 0, 0, 0]

  public let keys: KeyRing

  public init(keys: KeyRing) { self.keys = keys }

  /// Encrypts `plaintext` from `originator` for `recipient` at `counter`.
  public func seal(
    _ plaintext: [UInt8], originator: EntityIdentifier, counter: UInt64, recipient: EntityIdentifier
  ) throws(CryptographyError) -> [UInt8] {
    let (ciphertext, tag) = try TruncatedGCM.seal(
      plaintext, key: try key(originator, counter, recipient), nonce: TruncatedGCM.nonce(originator),
      authenticating: [0x31])
    return Self.header + ciphertext + tag
  }

  /// The plaintext of `octets`; throws if they are malformed or changed.
  public func open(
    _ octets: [UInt8], originator: EntityIdentifier, counter: UInt64, recipient: EntityIdentifier
  ) throws(CryptographyError) -> [UInt8] {
    let overhead = Self.header.count + TruncatedGCM.tagLength
    guard octets.count >= overhead, Array(octets.prefix(Self.header.count)) == Self.header else {
      throw .ciphertextMalformed
    }
    let plaintext = try TruncatedGCM.open(
      Array(octets[Self.header.count..<octets.count - TruncatedGCM.tagLength]),
      tag: Array(octets.suffix(TruncatedGCM.tagLength)), key: try key(originator, counter, recipient),
      nonce: TruncatedGCM.nonce(originator), authenticating: [0x31])
    guard let plaintext else { throw .ciphertextInvalid }
    return plaintext
  }

  private func key(
    _ originator: EntityIdentifier, _ counter: UInt64, _ recipient: EntityIdentifier
  ) throws(CryptographyError) -> SymmetricKey {
    KeyDerivation.key(
      secret: try keys.secret(between: originator, and: recipient), purpose: .encryption,
      originator: originator,
      counter: counter, recipient: recipient)
  }
}
