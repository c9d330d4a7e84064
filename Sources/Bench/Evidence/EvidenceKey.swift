import Crypto
import Foundation

/// A signatory's Ed25519 key, from a file only its owner can read.
public struct EvidenceKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new key.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// Reads a key file (32 bytes, base64).
  public init(path: String) throws(EvidenceError) {
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
      guard mode & 0o077 == 0 else {
        throw EvidenceError(reason: "\(path) can be read by others: chmod 600 it")
      }
      let text = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(
        in: .whitespacesAndNewlines)
      guard let data = Data(base64Encoded: text), data.count == 32 else {
        throw EvidenceError(reason: "\(path) is no key: create one with 'meter evidence key'")
      }
      key = try Curve25519.Signing.PrivateKey(rawRepresentation: data)
    } catch let error as EvidenceError {
      throw error
    } catch {
      throw EvidenceError(reason: "\(path): \(error.localizedDescription)")
    }
  }

  /// Writes the key into a new file with permissions 600.
  public func save(path: String) throws(EvidenceError) {
    let bytes = Data((key.rawRepresentation.base64EncodedString() + "\n").utf8)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw EvidenceError(
        reason:
          "\(path): \(errno == EEXIST ? "exists already; a key is never written over" : "cannot be created")")
    }
    defer { close(descriptor) }
    let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw EvidenceError(reason: "\(path): not written whole") }
  }

  /// The public key, base64.
  public var publicKeyText: String { key.publicKey.rawRepresentation.base64EncodedString() }

  func sign(_ message: Data) throws -> String { try key.signature(for: message).base64EncodedString() }
}
