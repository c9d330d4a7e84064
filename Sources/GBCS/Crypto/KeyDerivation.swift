import Crypto

/// The NIST concatenation key derivation as GBCS parameterises it: one SHA-256 round over the ECDH secret and the
/// transaction's names.
///
/// `SHA-256(00000001 ‖ Z ‖ 60857406080300 ‖ originator ‖ 09 ‖ CRA ‖ counter ‖ recipient)`, first 16 octets.
public enum KeyDerivation {
  /// What a derived key is for: the CRA flag, or 4 for the encryption of attributes.
  public enum Purpose: Equatable, Sendable {
    case mac(FrameDirection)
    case encryption

    var octet: UInt8 {
      switch self {
      case .mac(let direction): direction.rawValue
      case .encryption: 4
      }
    }
  }

  /// AES-128-GCM's algorithm identifier and its length field, as GBCS writes them.
  static let algorithm: [UInt8] = [0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00]

  /// The AES-128 key of one transaction.
  public static func key(
    secret: SharedSecret, purpose: Purpose, originator: EntityIdentifier, counter: UInt64,
    recipient: EntityIdentifier
  ) -> SymmetricKey {
    var hash = SHA256()
    hash.update(data: [0, 0, 0, 1])
    secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
    var writer = ByteWriter()
    writer.octets(algorithm)
    writer.integer(originator.value)
    writer.octet(9)
    writer.octet(purpose.octet)
    writer.integer(counter)
    writer.integer(recipient.value)
    hash.update(data: writer.bytes)
    return SymmetricKey(data: Array(hash.finalize().prefix(16)))
  }
}
