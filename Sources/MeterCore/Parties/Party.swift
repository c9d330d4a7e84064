/// Who may talk to the meter. The meter knows roles; registration of MPANs to companies is kept elsewhere.
public enum Party: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Supplier of the primary import MPAN: responsible for the meter, the only one with a key in the supplier slot.
  case importSupplier = 0
  /// Supplier of the secondary import MPAN: reads as an unknown remote party, nothing critical.
  case secondaryImportSupplier = 1
  /// Supplier of the primary export MPAN.
  case exportSupplier = 2
  /// Supplier of the secondary export MPAN (MP184, *provisional*).
  case secondaryExportSupplier = 3
  /// Electricity distributor.
  case networkOperator = 4
  /// Other user.
  case otherUser = 5
  /// Registered supplier agent.
  case registeredSupplierAgent = 6

  /// How many there are.
  public static var count: Int { 7 }

  /// True for the four suppliers.
  public var isSupplier: Bool { rawValue < 4 }
}
