import Foundation
import Glibc

/// A file of secrets, one a line, that only its owner may read.
public enum SecretFile {
  /// The lines of `path`; empty ones do not count.
  public static func lines(_ path: String) throws(SecretFileError) -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SecretFileError("\(path): \(String(cString: strerror(errno))); it must be a file of this user")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SecretFileError("\(path): is no file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw SecretFileError("\(path): holds secrets, others may not read it (chmod 600 \(path))")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw SecretFileError("\(path): holds secrets and belongs to another user")
    }
    guard status.st_size <= 4096 else { throw SecretFileError("\(path): is too long for secrets") }
    var octets = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &octets, octets.count)
    guard count >= 0, let text = String(validating: octets[..<count], as: UTF8.self) else {
      throw SecretFileError("\(path): is no text")
    }
    return text.split(whereSeparator: \.isNewline).map(String.init)
  }
}

/// Why secrets cannot be used; says what to do, and none of them.
public struct SecretFileError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ description: String) { self.description = description }
}
