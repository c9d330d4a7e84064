import COSEM
import HAL

/// Keys of suite 0 and this client's name.
public struct KeySet: Sendable, CustomStringConvertible, CustomReflectable {
  /// Global unicast encryption key.
  public var encryptionKey: Key128
  /// Authentication key.
  public var authenticationKey: Key128
  /// This client's system title.
  public var title: SystemTitle

  /// Keys from their octets; nil where a length is wrong.
  public init?(_ encryption: [UInt8], _ authentication: [UInt8], title: [UInt8]) {
    guard encryption.count == 16, authentication.count == 16, title.count == 8 else { return nil }
    encryptionKey = Key128(InlineArray { encryption[$0] })
    authenticationKey = Key128(InlineArray { authentication[$0] })
    self.title = SystemTitle(InlineArray { title[$0] })
  }

  public var description: String { "(keys)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How a client proves who it is.
public enum Credentials: Sendable {
  /// Not at all (public client).
  case none
  /// Password (LLS).
  case password(Secret)
  /// Challenge with GMAC (HLS 5); every message is ciphered too.
  case gmac(KeySet)

  var mechanism: AuthenticationMechanism {
    switch self {
    case .none: .none
    case .password: .low
    case .gmac: .highGMAC
    }
  }
}
