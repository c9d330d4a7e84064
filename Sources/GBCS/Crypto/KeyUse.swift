/// What a key is for.
public enum KeyUse: String, Equatable, Sendable, CustomStringConvertible {
  case agreementPublic = "ka_public"
  case agreementPrivate = "ka_private"
  case signingPublic = "ds_public"
  case signingPrivate = "ds_private"

  public var description: String {
    switch self {
    case .agreementPublic: "public key-agreement key (ka_public)"
    case .agreementPrivate: "private key-agreement key (ka_private)"
    case .signingPublic: "public signing key (ds_public)"
    case .signingPrivate: "private signing key (ds_private)"
    }
  }
}
