import MeterCore

extension StoredESME {
  /// The tariff in force; nil where the account never had one.
  public func activeTariff(_ account: TariffAccount) -> TariffFile? {
    let index = Int(account.rawValue)
    let plan = live.meter.plans[index]
    let hasPlan = plan.table.dayCount > 0
    let prices = live.meter.prices[index]
    let hasPrices =
      prices.standingCharge != 0 || (0..<48).contains { prices.timeOfUse[$0] != 0 }
      || (0..<32).contains { prices.block[$0] != 0 }
    guard hasPlan || hasPrices else { return nil }
    return TariffFile(account, plan: hasPlan ? plan : nil, prices: prices)
  }

  /// What waits to take over; nil where nothing does. Plan and prices may wait for different times: the file then has
  /// the earlier part alone.
  public func waitingTariff(_ account: TariffAccount) throws(StorageError) -> TariffFile? {
    let plan = try live.meter.passivePlan(account)
    let prices = try live.meter.passivePrices(account)
    guard plan != nil || prices != nil else { return nil }
    let planTime = plan == nil ? nil : live.meter.activation(account, .plan)?.seconds
    let priceTime = prices == nil ? nil : live.meter.activation(account, .prices)?.seconds
    guard let planTime, let priceTime, planTime != priceTime else {
      return TariffFile(account, plan: plan, prices: prices, takesOverSeconds: planTime ?? priceTime)
    }
    return planTime < priceTime
      ? TariffFile(account, plan: plan, prices: nil, takesOverSeconds: planTime)
      : TariffFile(account, plan: nil, prices: prices, takesOverSeconds: priceTime)
  }
}
