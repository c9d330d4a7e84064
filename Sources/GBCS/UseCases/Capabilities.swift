/// What a meter's GBCS endpoint offers beyond the published use cases.
public struct Capabilities: Equatable, Sendable {
  /// Answers MP184's secondary export under this project's provisional codes.
  public var provisionalSecondaryExport: Bool
  /// *Unverified*: whether writing the secondary export tariff is critical (signed) is not published. If so, as by
  /// default, only parties with a key on the meter can write it, not one that the broker speaks for.
  public var exportTariffWritesAreCritical: Bool

  public init(provisionalSecondaryExport: Bool = false, exportTariffWritesAreCritical: Bool = true) {
    self.provisionalSecondaryExport = provisionalSecondaryExport
    self.exportTariffWritesAreCritical = exportTariffWritesAreCritical
  }
}
