import Crypto
import Foundation

/// An Ed25519 signature over the manifest of an evidence folder, with who signed and when.
public struct EvidenceSignature: Codable, Equatable, Sendable {
  /// `tester` or `witness`.
  public var role: String
  /// Who signed.
  public var name: String
  /// When, UTC.
  public var signedAt: String
  /// Raw public key, base64.
  public var publicKey: String
  /// Signature, base64.
  public var signature: String

  /// The bytes that are signed: role, name and time bind the manifest.
  func message(manifest: Data) -> Data {
    Data("\(EvidencePack.format)\n\(role)\n\(name)\n\(signedAt)\n\(publicKey)\n".utf8) + manifest
  }

  func isValid(manifest: Data) -> Bool {
    guard let key = Data(base64Encoded: publicKey), let bytes = Data(base64Encoded: signature),
      let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
    else { return false }
    return verifier.isValidSignature(bytes, for: message(manifest: manifest))
  }
}
