import Crypto
import Foundation
import Glibc

/// The Ed25519 key that signs calibration records: 32 bytes in a file that only its owner can read.
public struct CalibrationKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// Public half, as hexadecimal text; belongs into the board file (`calibration_key`).
  public var publicText: String { Hex.text(key.publicKey.rawRepresentation) }

  /// Makes a new key in a new file at `path`; an existing file is never overwritten.
  public static func create(path: String) throws(CalibrationError) -> CalibrationKey {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw .file(path: folder, reason: error.localizedDescription) }
    let key = Curve25519.Signing.PrivateKey()
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw .key(path: path, reason: "there is a key already; choose another --key") }
      throw .system(path)
    }
    defer { close(descriptor) }
    let text = Array((Hex.text(key.rawRepresentation) + "\n").utf8)
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
      let failure = CalibrationError.system(path)
      unlink(path)
      throw failure
    }
    return CalibrationKey(key: key)
  }

  private init(key: Curve25519.Signing.PrivateKey) { self.key = key }

  /// Reads the key at `path`, which must be a file of this user that nobody else can read.
  public init(path: String) throws(CalibrationError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT {
        throw .key(path: path, reason: "no key; 'meter calibrate --new-key' makes one, or name it with --key")
      }
      throw .system(path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(path) }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
      throw .key(path: path, reason: "others can read the key, or it is not yours: chown it and chmod 600")
    }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = read(descriptor, &buffer, buffer.count)
    let text = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    guard let bytes = Hex.bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)), bytes.count == 32,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
    else { throw .key(path: path, reason: "not a key: it must hold 64 hexadecimal digits") }
    self.key = key
  }

  func sign(_ bytes: [UInt8]) throws(CalibrationError) -> String {
    do { return Hex.text(try key.signature(for: Data(bytes))) } catch {
      throw .key(path: "key", reason: "\(error)")
    }
  }

  static func isSignature(_ signature: String, of bytes: [UInt8], key: String) -> Bool {
    guard let signature = Hex.bytes(signature), let raw = Hex.bytes(key),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
    else { return false }
    return key.isValidSignature(Data(signature), for: Data(bytes))
  }
}
