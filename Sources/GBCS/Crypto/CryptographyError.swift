/// Why a frame could not be verified, opened or protected.
public enum CryptographyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The keys have none of this kind for the entity.
  case keyMissing(EntityIdentifier, KeyUse)
  /// The MAC is not the frame's.
  case macInvalid
  /// The signature is not the originator's over this frame.
  case signatureInvalid
  /// Encrypted attributes do not open: their tag is not theirs.
  case ciphertextInvalid
  /// Encrypted attributes are not `31 00000000`, ciphertext and a tag of 12 octets.
  case ciphertextMalformed
  /// The frame has no MAC or signature to verify.
  case protectionMissing
  case operationFailed(String)

  public var description: String {
    switch self {
    case .keyMissing(let entity, let use):
      "no \(use) for \(entity); add it to the key file under \"\(entity)\""
    case .macInvalid:
      "the MAC does not verify: the frame was changed, or a key is not the one it was made with"
    case .signatureInvalid: "the signature does not verify against its originator's key"
    case .ciphertextInvalid: "the encrypted attributes do not open: changed, or made with another key"
    case .ciphertextMalformed:
      "the encrypted attributes are not a header 3100000000, ciphertext and 12-octet tag"
    case .protectionMissing: "the frame has neither MAC nor signature"
    case .operationFailed(let what): "\(what) failed"
    }
  }
}
