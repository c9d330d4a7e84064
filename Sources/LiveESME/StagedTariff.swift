import GBCS

/// Tariff parts that were written and the activation times given for them so far.
struct StagedTariff {
  var tariff: Tariff
  var parts: Set<TariffGroup> = []
  var times: [TariffGroup: COSEMDateTime] = [:]

  /// Groups that the meter swaps as one: its plan, or its prices.
  static let plan: Set<TariffGroup> = [.switchingTable, .specialDays, .thresholds]
  static let prices: Set<TariffGroup> = [.prices, .standingCharge]

  /// The one time of `groups`, once every staged group of them has one; nil before. Throws if they differ.
  func time(of groups: Set<TariffGroup>) throws(DeviceRefusal) -> COSEMDateTime? {
    let wanted = parts.intersection(groups)
    guard !wanted.isEmpty, wanted.allSatisfy({ times[$0] != nil }) else { return nil }
    let given = Set(wanted.compactMap { times[$0] })
    guard given.count == 1 else { throw DeviceRefusal(.temporaryFailure) }
    return given.first
  }
}
