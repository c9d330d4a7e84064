import Glibc

/// The passwords of charge points (OCPP security profiles 1 and 2), from a file only its owner can read.
///
/// One `identity:password` a line; `#` begins a comment. A password of `hex:` and hexadecimal digits means
/// the bytes themselves, as 1.6's `AuthorizationKey` is often handed out. Passwords are never printed.
public struct SecretsFile: Sendable {
  /// Why a secrets file is refused.
  public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case exposed(path: String)
    case foreign(path: String)
    case line(path: String, number: Int, reason: String)

    public var description: String {
      switch self {
      case .unreadable(let path, let reason): "\(path): \(reason)"
      case .exposed(let path): "\(path): others may read or change it; run: chmod 600 \(path)"
      case .foreign(let path): "\(path): owned by another user; it must belong to the user of this service"
      case .line(let path, let number, let reason): "\(path):\(number): \(reason)"
      }
    }
  }

  private let passwords: [String: [UInt8]]

  /// Creates secrets from passwords in memory.
  public init(passwords: [String: [UInt8]]) { self.passwords = passwords }

  /// Reads the file after checking who may read it.
  public init(path: String) throws(Failure) { passwords = try SecretsFile.passwords(path: path) }

  /// The passwords of a file by identity: what a (simulated) charge point needs.
  public static func passwords(path: String) throws(Failure) -> [String: [UInt8]] {
    // Opened first and judged by the descriptor: the file cannot be exchanged in between.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else { throw .foreign(path: path) }
    guard status.st_mode & 0o077 == 0 else { throw .exposed(path: path) }
    guard status.st_size <= 4 << 20 else { throw .unreadable(path: path, reason: "larger than 4 MiB") }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let count = read(descriptor, &bytes, bytes.count)
    guard count == bytes.count else { throw .unreadable(path: path, reason: "cannot be read whole") }
    return try parse(bytes, path: path)
  }

  static func parse(_ bytes: [UInt8], path: String) throws(Failure) -> [String: [UInt8]] {
    var passwords: [String: [UInt8]] = [:]
    for (index, raw) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
      var line = raw
      if line.last == 0x0d { line.removeLast() }
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
        throw .line(path: path, number: index + 1, reason: "'identity:password' is expected")
      }
      let identity = String(decoding: line[..<colon], as: UTF8.self)
      var password = Array(line[(colon + 1)...])
      if password.starts(with: "hex:".utf8) {
        let digits = password.dropFirst(4).map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count % 2 == 0, !digits.isEmpty, digits.allSatisfy({ $0 != nil }) else {
          throw .line(
            path: path, number: index + 1, reason: "an even number of hexadecimal digits must follow 'hex:'")
        }
        password = stride(from: 0, to: digits.count, by: 2).map {
          UInt8((digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0))
        }
      }
      guard password.count >= 8 else {
        throw .line(path: path, number: index + 1, reason: "the password is shorter than 8 bytes")
      }
      guard passwords.updateValue(password, forKey: identity) == nil else {
        throw .line(path: path, number: index + 1, reason: "'\(identity)' occurs twice")
      }
    }
    return passwords
  }

  /// Whether the identity is known.
  public func knows(_ identity: String) -> Bool { passwords[identity] != nil }

  /// Whether this is the identity's password; takes as long for a wrong one as for a right one.
  public func matches(_ identity: String, password: [UInt8]) -> Bool {
    let known = passwords[identity]
    let expected = known ?? Array("no such charge point".utf8)
    var difference: UInt8 = expected.count == password.count ? 0 : 1
    for index in password.indices { difference |= password[index] ^ expected[index % expected.count] }
    return difference == 0 && known != nil
  }
}
