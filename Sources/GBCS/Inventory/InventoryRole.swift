/// Who asks the inventory: one role for each MPAN, and those without one.
public enum InventoryRole: String, CaseIterable, Codable, Sendable {
  case importSupplier
  case secondaryImportSupplier
  case exportSupplier
  /// MP184.
  case secondaryExportSupplier
  case networkOperator
  case otherUser
  case registeredSupplierAgent

  /// The MPANs that this role's users may set in the inventory (8.4): its own; the import supplier, responsible for the
  /// meter, both import ones. *Unverified*: the rule is the meter's (6.20.1, 6.20.2) taken over.
  public var settableMPANs: Set<MPANSlot> {
    switch self {
    case .importSupplier: [.primaryImport, .secondaryImport]
    case .exportSupplier: [.primaryExport]
    case .secondaryExportSupplier: [.secondaryExport]
    case .secondaryImportSupplier, .networkOperator, .otherUser, .registeredSupplierAgent: []
    }
  }

  /// The MPANs that a read (8.2) shows. *Unverified*: least privilege; the import supplier and the network operator,
  /// who answer for the whole meter, see all four.
  public var visibleMPANs: Set<MPANSlot> {
    switch self {
    case .importSupplier, .networkOperator, .registeredSupplierAgent: Set(MPANSlot.allCases)
    case .secondaryImportSupplier: [.secondaryImport]
    case .exportSupplier: [.primaryExport]
    case .secondaryExportSupplier: [.secondaryExport]
    case .otherUser: []
    }
  }

  /// Whether the role may update the HAN device log (8.11).
  public var updatesHANDeviceLog: Bool { self == .importSupplier || self == .otherUser }

  /// Whether a record names the party of this role, so that a user must be it.
  var isNamedInRecord: Bool { self != .otherUser && self != .registeredSupplierAgent }
}
