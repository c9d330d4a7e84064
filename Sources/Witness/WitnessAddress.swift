/// Where the witness view listens: `127.0.0.1:8080`, `[::1]:8080`, `:8080` (loopback).
public struct WitnessAddress: Equatable, Sendable {
  /// Address.
  public var host: String
  /// Port; 0 lets the system choose.
  public var port: Int

  /// Reads an address; nil for anything else.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      return nil
    }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    self.host = host.isEmpty ? "127.0.0.1" : host
    self.port = Int(port)
  }

  /// True where only this machine reaches it.
  public var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" || host == "localhost" }

  /// As it stands in a link.
  public var text: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
