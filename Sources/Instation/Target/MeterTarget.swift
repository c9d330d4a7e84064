/// Where a meter is reached.
public enum MeterTarget: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// A TCP address: the meter itself, or a converter before its port.
  case tcp(host: String, port: UInt16)
  /// A serial port whose meter speaks HDLC at once.
  case serial(path: String)
  /// An optical head: sign-on of IEC 62056-21 first.
  case optical(path: String)
  /// An optical head behind a TCP converter.
  case opticalTCP(host: String, port: UInt16)
  /// A recording.
  case replay(path: String)

  /// Reads `tcp:host:port`, `serial:/dev/…`, `optical:/dev/…`, `optical:tcp:host:port`, `replay:file`; nil for
  /// anything else. The port of a host is 4059 where it is left out.
  public init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let rest = String(text[text.index(after: colon)...])
    guard !rest.isEmpty else { return nil }
    switch text[..<colon] {
    case "tcp":
      guard let (host, port) = Self.address(rest) else { return nil }
      self = .tcp(host: host, port: port)
    case "serial": self = .serial(path: rest)
    case "optical" where rest.hasPrefix("tcp:"):
      guard let (host, port) = Self.address(String(rest.dropFirst(4))) else { return nil }
      self = .opticalTCP(host: host, port: port)
    case "optical": self = .optical(path: rest)
    case "replay": self = .replay(path: rest)
    default: return nil
    }
  }

  private static func address(_ text: String) -> (String, UInt16)? {
    // An IPv6 address stands in brackets.
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      let host = String(text[text.index(after: text.startIndex)..<end])
      let rest = text[text.index(after: end)...]
      if rest.isEmpty { return (host, 4059) }
      guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), !host.isEmpty else { return nil }
      return (host, port)
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, !parts[0].isEmpty else { return nil }
    guard parts.count == 2 else { return (text, 4059) }
    guard let port = UInt16(parts[1]), port > 0 else { return nil }
    return (String(parts[0]), port)
  }

  public var description: String {
    switch self {
    case .tcp(let host, let port): "tcp:\(Self.bracketed(host)):\(port)"
    case .serial(let path): "serial:\(path)"
    case .optical(let path): "optical:\(path)"
    case .opticalTCP(let host, let port): "optical:tcp:\(Self.bracketed(host)):\(port)"
    case .replay(let path): "replay:\(path)"
    }
  }

  private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

  /// Readers of the same name must take turns: a port has one wire. Nil where nothing is shared.
  public var sharedPort: String? {
    switch self {
    case .serial(let path), .optical(let path): path
    default: nil
    }
  }

  /// True where the session begins with a sign-on of IEC 62056-21.
  public var isOptical: Bool {
    switch self {
    case .optical, .opticalTCP: true
    default: false
    }
  }
}
