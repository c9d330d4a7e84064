/// Half-hourly advances of one MPAN and measurement quantity, as D0379 and D0380 carry them.
public struct AdvanceSet: Equatable, Sendable {
  /// Measurement quantities (AI active import … UN). For unmetered supplies only active import is sent.
  public enum Quantity: String, Sendable, CaseIterable {
    case activeImport = "AI"
    case activeExport = "AE"
    case reactiveImport = "RI"
    case reactiveExport = "RE"
    case unknown = "UN"
  }

  /// MPAN core.
  public var mpan: MPAN
  /// Measurement quantity.
  public var quantity: Quantity
  /// Supplier id, CHAR(4).
  public var supplier: String
  /// The days.
  public var days: [SettledDay]

  /// Creates a set.
  public init(mpan: MPAN, quantity: Quantity = .activeImport, supplier: String, days: [SettledDay]) {
    self.mpan = mpan
    self.quantity = quantity
    self.supplier = supplier
    self.days = days
  }
}
