/// Who is in the meter's key slots.
public struct RemoteParties: Equatable, Sendable {
  public var broker: EntityIdentifier
  public var supplier: EntityIdentifier?
  public var networkOperator: EntityIdentifier?
  public var loadController: EntityIdentifier?
  /// *Provisional*: see ``Capabilities/exportTariffWritesAreCritical``.
  public var secondaryExportSupplier: EntityIdentifier?

  public init(
    broker: EntityIdentifier, supplier: EntityIdentifier? = nil, networkOperator: EntityIdentifier? = nil,
    loadController: EntityIdentifier? = nil, secondaryExportSupplier: EntityIdentifier? = nil
  ) {
    self.broker = broker
    self.supplier = supplier
    self.networkOperator = networkOperator
    self.loadController = loadController
    self.secondaryExportSupplier = secondaryExportSupplier
  }

  public func role(of party: EntityIdentifier) -> RemoteRole? {
    switch party {
    case broker: .broker
    case supplier: .supplier
    case networkOperator: .networkOperator
    case loadController: .loadController
    case secondaryExportSupplier: .secondaryExportSupplier
    default: nil
    }
  }
}
