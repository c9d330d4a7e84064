/// A `ws://` or `wss://` address of a central system.
public struct WebSocketAddress: Equatable, Sendable {
  public var isSecure: Bool
  public var host: String
  public var port: Int
  /// Path without a final slash; the identity of the charge point follows it.
  public var path: String

  /// Reads `ws://host[:port][/path]`; nil when the text is none. User data is not allowed in an address.
  public init?(_ text: String) {
    let rest: Substring
    if text.hasPrefix("ws://") {
      isSecure = false
      rest = text.dropFirst(5)
    } else if text.hasPrefix("wss://") {
      isSecure = true
      rest = text.dropFirst(6)
    } else {
      return nil
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    var authority = rest[..<slash]
    path = String(rest[slash...])
    while path.hasSuffix("/") { path.removeLast() }
    port = isSecure ? 443 : 80
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = String(authority[authority.index(after: authority.startIndex)..<end])
      authority = authority[authority.index(after: end)...]
      guard authority.isEmpty || authority.hasPrefix(":") else { return nil }
    } else {
      host = String(authority.prefix(while: { $0 != ":" }))
      authority = authority.dropFirst(host.count)
    }
    if !authority.isEmpty {
      guard let number = Int(authority.dropFirst()), (1...65_535).contains(number) else { return nil }
      port = number
    }
    guard !host.isEmpty, !text.contains("@"), !text.contains(where: { $0 == " " || $0 == "?" || $0 == "#" })
    else {
      return nil
    }
  }

  /// The `Host` header.
  var hostHeader: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
  }
}
