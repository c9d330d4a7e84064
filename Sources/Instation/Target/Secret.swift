import Glibc

/// A password or key. It never shows itself.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The octets.
  public let octets: [UInt8]

  /// Keeps `octets`.
  public init(_ octets: [UInt8]) { self.octets = octets }

  public var description: String { "(secret)" }
  public var debugDescription: String { "(secret)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Files of secrets: only their owner may read them.
public enum SecretFile {
  /// The lines of `path` that are not empty.
  public static func lines(_ path: String) throws(SecretFileError) -> [Secret] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SecretFileError("\(path): cannot be read; check the name") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SecretFileError("\(path): is no file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw SecretFileError("\(path): holds secrets, and others may read it; chmod 600 \(path)")
    }
    guard status.st_uid == getuid() || status.st_uid == 0 else {
      throw SecretFileError("\(path): holds secrets, and belongs to another user")
    }
    var octets = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &octets, octets.count)
    guard count >= 0, count < 4096 else { throw SecretFileError("\(path): cannot be read, or is too long") }
    return octets[..<count].split(separator: 0x0A).map { line in
      Secret(Array(line.last == 0x0D ? line.dropLast() : line))
    }
  }

  /// The password in the first line of `path`.
  public static func password(_ path: String) throws(SecretFileError) -> Secret {
    guard let first = try lines(path).first, first.octets.count <= 64 else {
      throw SecretFileError("\(path): must hold the password in its first line")
    }
    return first
  }

  /// Encryption key, authentication key and this client's system title: 16, 16 and 8 octets in hex, a line
  /// each.
  public static func keys(_ path: String) throws(SecretFileError) -> KeySet {
    let values = try lines(path).map { hex($0.octets) }
    guard values.count == 3, let keys = KeySet(values[0], values[1], title: values[2]) else {
      throw SecretFileError(
        "\(path): must hold encryption key, authentication key and client title: 16, 16 and 8 octets in hex,"
          + " a line each")
    }
    return keys
  }

  private static func hex(_ text: [UInt8]) -> [UInt8] {
    let digits = text.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count % 2 == 0 else { return [] }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}

/// Why a file of secrets is not used.
public struct SecretFileError: Error, Equatable, Sendable, CustomStringConvertible {
  public var description: String
  init(_ description: String) { self.description = description }
}
