/// A cell of the access matrix.
public enum AccessRight: UInt8, Sendable, BitwiseCopyable {
  /// Not permitted.
  case refused = 0
  /// Permitted.
  case permitted = 1
  /// Permitted when signed with the key in the party's own slot (a critical command).
  case signed = 2
  /// Permitted to read as an unknown remote party through the access control broker.
  case asUnknownParty = 3
  /// Permitted by analogy (MP184); nothing is published.
  case provisional = 4
}
