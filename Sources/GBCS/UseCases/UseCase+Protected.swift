extension UseCase {
  /// Which attributes each data-protection object gives out: a use case must not read another's through it.
  private static let protectedTargets: [LogicalName: Set<ObjectAttribute>] = [
    "0-0:43.2.1": [ObjectAttribute(1, "0-0:94.44.34.30", 2)],
    "0-0:43.2.2": [ObjectAttribute(7, "0-0:98.1.0", 2), ObjectAttribute(7, "0-0:98.1.1", 2)],
    "0-0:43.2.3": [ObjectAttribute(7, "0-0:98.1.2", 2)],
    "0-0:43.2.4": [ObjectAttribute(7, "0-0:99.1.3", 2)],
    "0-0:43.2.5": [ObjectAttribute(7, "0-0:98.1.9", 2)],
    "0-0:43.2.6": [ObjectAttribute(7, "0-0:98.1.8", 2)],
    "0-0:43.2.7": [ObjectAttribute(7, "0-0:99.1.0", 2)],
    "0-0:43.2.8": [ObjectAttribute(1, "0-0:94.44.34.10", 2)],
    "0-0:43.2.9": [ObjectAttribute(1, "0-0:94.44.34.1", 2)],
    "0-0:43.2.10": [ObjectAttribute(1, "0-0:94.44.34.2", 2)],
  ]

  /// What a data-protection object of this use case gives out, in a fixed order.
  func protectedTargets(of object: LogicalName) -> [ObjectAttribute] {
    (Self.protectedTargets[object] ?? []).sorted { $0.description < $1.description }
  }

  func protects(_ target: ObjectAttribute) -> Bool {
    accesses.contains { Self.protectedTargets[$0.target.name]?.contains(target) == true }
  }
}

extension Capabilities {
  /// The use case with the open question of export tariff writes decided as configured.
  func adapted(_ useCase: UseCase) -> UseCase {
    guard ProvisionalSecondaryExport.tariffWrites.contains(useCase.code) else { return useCase }
    return UseCase(
      code: useCase.code, name: useCase.name, serviceReference: useCase.serviceReference,
      title: useCase.title,
      isCritical: exportTariffWritesAreCritical, answersWithTime: useCase.answersWithTime,
      roles: exportTariffWritesAreCritical ? [.supplier, .secondaryExportSupplier] : useCase.roles,
      accesses: useCase.accesses,
      isProvisional: useCase.isProvisional)
  }
}
