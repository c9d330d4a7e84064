/// Where pages are served: an address of this machine's loopback, and a port.
///
/// There are no credentials, so nothing else is accepted; from another machine use an SSH tunnel or a reverse proxy
/// that asks for credentials.
public struct PageAddress: Equatable, Sendable {
  /// `127.x.y.z` or `::1`.
  public var host: String
  /// Port, 0 for any that is free.
  public var port: Int

  /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080` or `:8080`; nil for anything that is not loopback.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      return nil
    }
    switch text[..<colon] {
    case "", "localhost": host = "127.0.0.1"
    case "[::1]": host = "::1"
    case let name where name.hasPrefix("127."):
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) else { return nil }
      host = String(name)
    default: return nil
    }
    self.port = Int(port)
  }

  /// What to open in a browser.
  public var url: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)/" }

  /// Whether a `Host` header names this machine: a foreign name that resolves to loopback is no way in.
  static func isLocal(hostHeader: String) -> Bool {
    if hostHeader == "localhost" || hostHeader == "[::1]" { return true }
    if PageAddress(hostHeader) != nil { return !hostHeader.hasPrefix(":") }
    return PageAddress(hostHeader + ":80") != nil && !hostHeader.isEmpty
  }
}
