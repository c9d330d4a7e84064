import HAL
import MeterCore

extension StoredESME {
  /// Sets up a new meter as an installer and its suppliers would: parties, MPANs, tariffs. Identities and MPANs are
  /// made up and belong to nobody.
  public func install() throws(TariffError) {
    let at = now
    for party in Party.allCases { live.meter.assign(SimulatedParties.identity(party), to: party, at: at) }
    live.meter.assign(SimulatedParties.broker, to: .accessControlBroker, at: at)
    live.meter.assign(SimulatedParties.loadController, to: .loadController, at: at)
    for slot in MPANSlot.allCases {
      _ = live.meter.setMPAN(SimulatedParties.mpan(slot, seed: settings.household.seed), in: slot, at: at)
    }
    try live.meter.setTariff(
      .primaryImport, plan: Self.plan([(0, 1), (14, 2), (32, 3), (40, 2)]),
      prices: Self.prices([15_000, 27_000, 31_500], standingCharge: 53_000), activation: .now, at: at)
    try live.meter.setTariff(
      .secondaryImport, plan: Self.plan([(0, 1), (14, 2)]), prices: Self.prices([9000, 27_000]),
      activation: .now, at: at)
    if live.meter.isMeasured(.secondaryActiveExport) {
      try live.meter.setTariff(
        .secondaryExport, plan: Self.plan([(0, 1), (18, 2), (28, 3), (33, 4)]),
        prices: Self.prices([4000, 8000, 5000, 16_000]), activation: .now, at: at)
    }
  }

  private static func plan(_ rates: [(slot: Int, rate: UInt8)]) -> TariffPlan {
    var table = SwitchingTable(constantRate: 1)
    for entry in rates { table.days[0][entry.slot] = entry.rate }
    return TariffPlan(table: table)
  }

  private static func prices(_ rates: [Int32], standingCharge: Int32 = 0) -> TariffPrices {
    var prices = TariffPrices()
    for (index, price) in rates.enumerated() { prices.timeOfUse[index] = price }
    prices.standingCharge = standingCharge
    return prices
  }
}
