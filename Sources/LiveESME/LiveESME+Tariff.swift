import GBCS
import HAL
import MeterCore

extension LiveESME where Memory: ~Copyable {
  public func tariff(_ plan: GBCS.TariffPlan) throws(DeviceRefusal) -> Tariff {
    let account = try account(plan)
    let index = Int(account.rawValue)
    return Tariff(meter.plans[index], meter.prices[index], account)
  }

  public func stage(_ part: GBCS.TariffPart, of plan: GBCS.TariffPlan) throws(DeviceRefusal) {
    _ = try account(plan)
    let current = try tariff(plan)
    var staging = staged[plan] ?? StagedTariff(tariff: current)
    staging.tariff.replace(part)
    staging.parts.insert(part.group)
    staged[plan] = staging
  }

  public func activate(
    _ group: TariffGroup, of plan: GBCS.TariffPlan, at time: COSEMDateTime
  ) throws(DeviceRefusal) {
    let account = try account(plan)
    guard var staging = staged[plan] else {
      // Nothing staged in this command: only a cancellation of what waits makes sense.
      guard time == .never, meter.cancelTariff(account, at: tick) else {
        throw DeviceRefusal(.temporaryFailure)
      }
      return
    }
    staging.times[group] = time
    staged[plan] = staging
    for groups in [StagedTariff.plan, StagedTariff.prices] where groups.contains(group) {
      let wanted: COSEMDateTime?
      do throws(DeviceRefusal) {
        wanted = try staging.time(of: groups)
      } catch {
        staged[plan] = nil
        throw error
      }
      guard let wanted else { continue }
      defer { forget(groups, of: plan) }
      try set(staging, groups, account, at: wanted)
    }
  }

  private func forget(_ groups: Set<TariffGroup>, of plan: GBCS.TariffPlan) {
    staged[plan]?.parts.subtract(groups)
    for group in groups { staged[plan]?.times[group] = nil }
    if staged[plan]?.parts.isEmpty == true { staged[plan] = nil }
  }

  private func set(
    _ staging: StagedTariff, _ groups: Set<TariffGroup>, _ account: TariffAccount, at time: COSEMDateTime
  ) throws(DeviceRefusal) {
    let activation: TariffActivation
    switch time {
    case .immediately: activation = .now
    case .never: activation = .never
    default:
      guard let seconds = time.secondsSince2000 else { throw DeviceRefusal(.typeUnmatched) }
      activation = .at(Instant(seconds: Int64(seconds) + Self.epoch))
    }
    let index = Int(account.rawValue)
    do throws(TariffError) {
      if groups == StagedTariff.plan {
        guard let plan = staging.tariff.meterPlan(account, over: meter.plans[index]) else {
          throw TariffError.empty
        }
        try meter.setTariff(account, plan: plan, activation: activation, at: tick)
      } else {
        guard let prices = staging.tariff.meterPrices(account, over: meter.prices[index]) else {
          throw TariffError.empty
        }
        try meter.setTariff(account, prices: prices, activation: activation, at: tick)
      }
    } catch {
      if case .storage = error { throw DeviceRefusal(.hardwareFault) }
      throw DeviceRefusal(.typeUnmatched)
    }
  }

  private func account(_ plan: GBCS.TariffPlan) throws(DeviceRefusal) -> TariffAccount {
    switch plan {
    case .primaryImport: return .primaryImport
    case .secondaryImport: return .secondaryImport
    case .secondaryExport:
      guard meter.isMeasured(.secondaryActiveExport) else { throw DeviceRefusal(.objectUndefined) }
      return .secondaryExport
    }
  }
}
