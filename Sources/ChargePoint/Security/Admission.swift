/// Decides on a WebSocket handshake: whose connection it is and whether it may come in.
public struct Admission: Sendable {
  /// The decision.
  public enum Verdict: Equatable, Sendable {
    /// Come in. Without a common version the handshake is completed and the connection closed at once, as
    /// OCPP-J 1.6 section 3.1.2 asks.
    case admitted(identity: String, version: OCPPVersion?)
    /// HTTP status and its reason.
    case refused(status: Int, reason: String)
  }

  /// Longest identity accepted (2.0.1: identifierString of 48 characters).
  public static let longestIdentity = 48

  private let secrets: SecretsFile?

  /// Without secrets every identity comes in: for loopback only.
  public init(secrets: SecretsFile?) { self.secrets = secrets }

  /// Judges a request.
  /// - Parameters:
  ///   - uri: path of the request; its last part is the charge point's identity
  ///   - authorization: value of the `Authorization` header
  ///   - offered: subprotocols in the client's order
  public func judge(uri: String, authorization: String?, offered: [String]) -> Verdict {
    guard let identity = Admission.identity(uri: uri) else {
      return .refused(status: 404, reason: "the path must end in the identity of the charge point")
    }
    if let secrets {
      guard let credentials = authorization.flatMap(BasicCredentials.init(header:)) else {
        return .refused(status: 401, reason: "credentials are required")
      }
      // One answer for an unknown identity and a wrong password: neither can be found out.
      guard credentials.user == identity, secrets.matches(identity, password: credentials.password) else {
        return .refused(status: 401, reason: "wrong credentials")
      }
    }
    return .admitted(identity: identity, version: OCPPVersion.agreed(offered: offered))
  }

  /// The identity at the end of a path, percent-decoded; nil when there is none or it cannot be one.
  static func identity(uri: String) -> String? {
    let path = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
    guard let last = path.split(separator: "/", omittingEmptySubsequences: false).last else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(last.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        else { return nil }
        rest = rest.dropFirst(2)
        bytes.append(value)
      } else {
        bytes.append(byte)
      }
    }
    guard (1...longestIdentity).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7e).contains($0) }),
      !bytes.contains(UInt8(ascii: "/"))
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The subprotocols of all `Sec-WebSocket-Protocol` headers.
  static func offered(_ headers: [String]) -> [String] {
    headers.flatMap { $0.split(separator: ",") }.map {
      String($0.drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
    }
  }
}
