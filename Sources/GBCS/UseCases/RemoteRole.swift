/// What a remote party is to the meter: the meter knows roles by key, not by MPAN.
public enum RemoteRole: Character, Sendable, CaseIterable, CustomStringConvertible {
  case supplier = "S"
  case networkOperator = "N"
  case loadController = "L"
  /// The access control broker speaking for a party without a key on the meter: export suppliers, other users.
  case broker = "B"
  /// A supplier of the secondary export with a key on the meter: *provisional*, for MP184's tariff writes if they are
  /// critical.
  case secondaryExportSupplier = "E"

  public var description: String {
    switch self {
    case .supplier: "supplier"
    case .networkOperator: "network operator"
    case .loadController: "load controller"
    case .broker: "access control broker"
    case .secondaryExportSupplier: "secondary export supplier"
    }
  }
}
