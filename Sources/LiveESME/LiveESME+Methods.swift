import GBCS
import HAL
import MeterCore

/// Methods without a typed member.
extension LiveESME where Memory: ~Copyable {
  public func invoke(_ target: ObjectAttribute, with data: DLMSData) throws(DeviceRefusal) {
    func amount() throws(DeviceRefusal) -> Int32 {
      guard case .int32(let amount) = data else { throw DeviceRefusal(.typeUnmatched) }
      return amount
    }
    let balances = meter.state.account.balances
    switch (target.classIdentifier, target.name, target.index) {
    case (112, "0-0:19.10.0", 1): meter.adjustBalance(by: try amount(), at: tick)
    case (112, "0-0:19.10.0", 2): meter.setBalance(.meter, to: try amount(), at: tick)
    case (112, "0-0:19.10.1", 2): meter.setBalance(.emergencyCredit, to: try amount(), at: tick)
    case (112, "0-0:19.10.2", 2): meter.setBalance(.accumulatedDebt, to: try amount(), at: tick)
    case (112, "0-0:19.10.1", 3):
      guard meter.activateEmergencyCredit(at: tick) else { throw DeviceRefusal(.temporaryFailure) }
    case (113, "0-0:19.20.1", 2), (113, "0-0:19.20.2", 2): try applyDebtCharge(target.name)
    case (113, "0-0:19.20.1", 4):
      meter.setDebts(
        payment: balances.paymentDebt, time1: try amount(), time2: balances.timeDebt2, at: tick)
    case (113, "0-0:19.20.2", 4):
      meter.setDebts(
        payment: balances.paymentDebt, time1: balances.timeDebt1, time2: try amount(), at: tick)
    case (113, "0-0:19.20.3", 4):
      meter.setDebts(payment: try amount(), time1: balances.timeDebt1, time2: balances.timeDebt2, at: tick)
    case (3, "0-0:94.44.42", 1): meter.resetLoadLimitCounter(at: tick)
    case (3, "1-0:32.32.0.4", 1), (3, "1-0:32.36.0.4", 1): meter.resetVoltageCounters(at: tick)
    case (7, "0-0:99.98.0", 1): meter.clearEventLog(at: tick)
    case (7, "0-17:99.98.2", 1): meter.clearAuxiliaryLog(at: tick)
    // Scripts of auxiliary controllers: what their selectors say is published nowhere reachable.
    default: throw DeviceRefusal(.objectUndefined)
    }
  }

  /// A time debt's charge takes over: so much a period, collected by the day.
  private func applyDebtCharge(_ name: LogicalName) throws(DeviceRefusal) {
    guard let matrix = kept[ObjectAttribute(113, name, 6)].flatMap({ PriceMatrix($0) }),
      let price = matrix.prices.first?.price, (-5...0).contains(matrix.priceScale)
    else { throw DeviceRefusal(.temporaryFailure) }
    var perPeriod = Int64(price)
    for _ in -5..<Int(matrix.priceScale) { perPeriod *= 10 }
    let period = kept[ObjectAttribute(113, name, 8)]?.unsigned ?? 86_400
    guard period > 0 else { throw DeviceRefusal(.temporaryFailure) }
    let perDay = Int32(clamping: perPeriod * 86_400 / Int64(clamping: period))
    var settings = meter.state.account.settings
    if name == "0-0:19.20.1" { settings.timeDebt1PerDay = perDay } else { settings.timeDebt2PerDay = perDay }
    meter.configurePayment(settings, at: tick)
    if let charge = kept[ObjectAttribute(113, name, 6)] {
      kept.set(ObjectAttribute(113, name, 5), to: charge)
    }
  }
}
