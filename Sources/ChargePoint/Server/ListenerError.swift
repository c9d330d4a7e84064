/// Why a listener is not opened.
public enum ListenerError: Error, Equatable, Sendable, CustomStringConvertible {
  case openWithoutCredentials(host: String)

  public var description: String {
    switch self {
    case .openWithoutCredentials(let host):
      "\(host) is reachable from the network: name the charge points' passwords with --secrets, or listen on 127.0.0.1"
    }
  }

  /// True for addresses only this machine reaches.
  public static func isLoopback(_ host: String) -> Bool {
    if host == "::1" || host == "localhost" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
  }
}
