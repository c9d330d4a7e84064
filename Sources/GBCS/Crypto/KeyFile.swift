import Crypto
import Foundation

/// Reads keys from a JSON file: an object by EUI-64 (16 hexadecimal digits), each with any of `ka_public`,
/// `ka_private`, `ds_public`, `ds_private` in hexadecimal (points uncompressed, 65 octets; scalars 32 octets).
/// Entries ending in `-pp` hold prepayment keys and are not read.
public enum KeyFile {
  /// Which permissions a file with private keys may have.
  public enum Permissions: Sendable {
    /// Owner only (0600 or less): the rule for any real key.
    case ownerOnly
    /// Any: for published test keys, and only when asked for.
    case any
  }

  /// Largest key file read, in octets.
  static let maximumLength = 8 << 20

  /// Keys from the file at `path`; throws with what to do where it is not readable, too open, or not of this form.
  public static func load(_ path: String, permissions: Permissions = .ownerOnly) throws(KeyFileError)
    -> KeyRing
  {
    // Opened once and asked about by descriptor, so that what is checked is what is read.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path, String(cString: strerror(errno))) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path, String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path, "not a regular file") }
    if case .ownerOnly = permissions, status.st_mode & 0o077 != 0 {
      throw .tooOpen(path, mode: UInt16(status.st_mode & 0o777))
    }
    guard status.st_size <= maximumLength else {
      throw .unreadable(path, "larger than \(maximumLength) octets")
    }
    let data: Data
    do {
      data = try file.readToEnd() ?? Data()
    } catch {
      throw .unreadable(path, "\(error.localizedDescription)")
    }
    return try keys(in: data, path: path)
  }

  /// Writes new random keys of `entities` to a file of this form that only its owner may read. Never replaces a file.
  public static func create(_ path: String, for entities: [EntityIdentifier]) throws(KeyFileError) {
    var object: [String: [String: String]] = [:]
    for entity in entities {
      let agreement = P256.KeyAgreement.PrivateKey()
      let signing = P256.Signing.PrivateKey()
      object["\(entity)"] = [
        KeyUse.agreementPrivate.rawValue: Hex.text(Array(agreement.rawRepresentation)),
        KeyUse.agreementPublic.rawValue: Hex.text(Array(agreement.publicKey.x963Representation)),
        KeyUse.signingPrivate.rawValue: Hex.text(Array(signing.rawRepresentation)),
        KeyUse.signingPublic.rawValue: Hex.text(Array(signing.publicKey.x963Representation)),
      ]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path, String(cString: strerror(errno))) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do { try file.write(contentsOf: try encoder.encode(object)) } catch {
      throw .unwritable(path, error.localizedDescription)
    }
  }

  /// Keys from the file's contents; `path` is for messages.
  public static func keys(in data: Data, path: String) throws(KeyFileError) -> KeyRing {
    guard let object = try? JSONDecoder().decode([String: [String: String]].self, from: data) else {
      throw .malformed(path, "it is not a JSON object of objects of hexadecimal strings")
    }
    var ring = KeyRing()
    for (name, values) in object where !name.hasSuffix("-pp") {
      guard let entity = EntityIdentifier(name) else {
        throw .malformed(path, "\"\(name)\" is not an EUI-64 of 16 hexadecimal digits")
      }
      for (use, text) in values {
        guard let use = KeyUse(rawValue: use) else {
          throw .malformed(
            path, "\(name) has an unknown key \"\(use)\"; known are ka_ and ds_, _public and _private")
        }
        // The value itself must never reach a message.
        guard let octets = Hex.octets(text), add(octets, use, entity, to: &ring) else {
          throw .malformed(path, "\(name)'s \(use.rawValue) is not a P-256 key in hexadecimal")
        }
      }
    }
    return ring
  }

  private static func add(
    _ octets: [UInt8], _ use: KeyUse, _ entity: EntityIdentifier, to ring: inout KeyRing
  ) -> Bool {
    do {
      switch use {
      case .agreementPublic:
        ring.add(entity, agreement: try P256.KeyAgreement.PublicKey(x963Representation: octets))
      case .agreementPrivate:
        ring.add(entity, agreement: try P256.KeyAgreement.PrivateKey(rawRepresentation: octets))
      case .signingPublic: ring.add(entity, signing: try P256.Signing.PublicKey(x963Representation: octets))
      case .signingPrivate: ring.add(entity, signing: try P256.Signing.PrivateKey(rawRepresentation: octets))
      }
      return true
    } catch {
      return false
    }
  }
}

/// Why keys could not be read from a file, and what to do.
public enum KeyFileError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(String, String)
  case unwritable(String, String)
  case tooOpen(String, mode: UInt16)
  case malformed(String, String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read keys from \(path): \(reason)"
    case .unwritable(let path, let reason): "cannot write keys to \(path): \(reason)"
    case .tooOpen(let path, let mode):
      "\(path) may be read by others (mode \(String(mode, radix: 8))); run `chmod 600 \(path)`, "
        + "or give --test-keys if these are published test keys"
    case .malformed(let path, let reason): "\(path) is not a key file: \(reason)"
    }
  }
}
