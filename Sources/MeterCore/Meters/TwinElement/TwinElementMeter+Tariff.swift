import HAL

/// Setting, reading and swapping tariffs.
extension TwinElementMeter where Memory: ~Copyable {
  private func bank(_ account: TariffAccount, _ part: TariffPart, _ bank: UInt8) -> Int {
    (Int(account.rawValue) * 2 + Int(part.rawValue)) * 3 + Int(bank)
  }

  private func reference(_ account: TariffAccount, _ part: TariffPart) -> Int {
    Int(account.rawValue) * 2 + Int(part.rawValue)
  }

  /// Sets a tariff's plan, its prices, or both, to take over at one moment: whole or not at all, whenever the supply
  /// is cut. A part that waits already is replaced.
  ///
  /// Authority is the caller's to check (`authorise`).
  public mutating func setTariff(
    _ account: TariffAccount, plan: TariffPlan? = nil, prices: TariffPrices? = nil,
    activation: TariffActivation, at tick: Tick
  ) throws(TariffError) {
    guard plan != nil || prices != nil else { throw .nothingGiven }
    if account == .secondaryExport && !configuration.capabilities.contains(.secondaryExport) {
      throw .notSupported
    }
    if let defect = plan?.defect(for: account) { throw defect }
    if let defect = prices?.defect { throw defect }
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    let seconds: Int64
    switch activation {
    case .now: seconds = Int64.min
    case .at(let instant): seconds = instant.seconds
    case .never: seconds = TariffReference.never
    }
    // The records first, each in a bank nothing refers to; the state refers to them in one commit.
    let before = state.tariffs
    do throws(TariffError) {
      if let plan { try write(plan, account, .plan, seconds) }
      if let prices { try write(prices, account, .prices, seconds) }
    } catch {
      state.tariffs = before
      throw error
    }
    checkTariffs(atSeconds: nowSeconds, isCommand: true)
    save()
    if let failure = storageFailure { throw .storage(failure) }
  }

  private mutating func write<Record: StoredRecord>(
    _ record: Record, _ account: TariffAccount, _ part: TariffPart, _ seconds: Int64
  ) throws(TariffError) {
    let index = reference(account, part)
    let free = state.tariffs[index].freeBank
    state.tariffStamp += 1
    do throws(StorageError) {
      try store.write(record, to: bank(account, part, free), stamp: state.tariffStamp)
    } catch {
      storageFailed(error)
      throw .storage(error)
    }
    state.tariffs[index].passiveBank = free
    state.tariffs[index].passiveStamp = state.tariffStamp
    state.tariffs[index].activationSeconds = seconds
  }

  /// Cancels what waits for a tariff. Durable when it returns true.
  @discardableResult
  public mutating func cancelTariff(_ account: TariffAccount, at tick: Tick) -> Bool {
    pass(to: tick)
    for part in 0..<2 { state.tariffs[Int(account.rawValue) * 2 + part].cancel() }
    return commit()
  }

  /// The plan that waits, nil where there is none.
  public mutating func passivePlan(_ account: TariffAccount) throws(StorageError) -> TariffPlan? {
    let reference = state.tariffs[reference(account, .plan)]
    guard reference.hasPassive else { return nil }
    return try store.read(bank(account, .plan, reference.passiveBank), stamp: reference.passiveStamp)
  }

  /// The prices that wait, nil where there are none.
  public mutating func passivePrices(_ account: TariffAccount) throws(StorageError) -> TariffPrices? {
    let reference = state.tariffs[reference(account, .prices)]
    guard reference.hasPassive else { return nil }
    return try store.read(bank(account, .prices, reference.passiveBank), stamp: reference.passiveStamp)
  }

  /// When the waiting part takes over, nil where none waits or it has no time.
  public func activation(_ account: TariffAccount, _ part: TariffPart) -> Instant? {
    let reference = state.tariffs[reference(account, part)]
    guard reference.hasPassive, reference.activationSeconds != TariffReference.never else { return nil }
    return Instant(seconds: max(reference.activationSeconds, 0))
  }

  /// Reads the active tariff of an account into place.
  mutating func loadTariff(_ account: TariffAccount) {
    let index = Int(account.rawValue)
    let plan = state.tariffs[reference(account, .plan)]
    let price = state.tariffs[reference(account, .prices)]
    do throws(StorageError) {
      if plan.activeStamp != 0 {
        let found: TariffPlan? = try store.read(
          bank(account, .plan, plan.activeBank), stamp: plan.activeStamp)
        if let found { plans[index] = found } else { tariffIsDamaged(account) }
      }
      if price.activeStamp != 0 {
        let found: TariffPrices? = try store.read(
          bank(account, .prices, price.activeBank), stamp: price.activeStamp)
        if let found { prices[index] = found } else { tariffIsDamaged(account) }
      }
    } catch { storageFailed(error) }
  }

  private mutating func tariffIsDamaged(_ account: TariffAccount) {
    record(.security, EventCode.nonVolatileMemoryFault, detail: UInt16(account.rawValue) + 1)
    state.openFlags.insert(.error)
  }

  /// Lets tariffs that are due take over, and finds the rates of the moment. True when a tariff took over: the caller
  /// saves.
  @discardableResult
  mutating func checkTariffs(atSeconds seconds: Int64, isCommand: Bool = false) -> Bool {
    var isSwapped = false
    for number in 0..<3 as Range<UInt8> {
      guard let account = TariffAccount(rawValue: number) else { continue }
      var isDue = false
      for part in 0..<2 {
        let reference = state.tariffs[2 * Int(number) + part]
        isDue = isDue || (reference.hasPassive && reference.activationSeconds <= seconds)
      }
      guard isDue else { continue }
      takeBillingRow(.tariffChanged, seconds: seconds)
      swapTariff(account, atSeconds: seconds)
      if !isCommand { record(.events, EventCode.futureCommandActioned, detail: UInt16(number)) }
      isSwapped = true
    }
    let offset = state.randomisedOffsetSeconds
    for index in 0..<3 {
      let delay = configuration.randomisedAccounts[index] ? offset : 0
      if let rate = plans[index].table.rate(atSeconds: seconds - delay) { state.rates[index] = rate }
    }
    state.checkedSeconds = seconds
    return isSwapped
  }

  /// Lets the parts of an account that are due take over together: all are read before any is used.
  private mutating func swapTariff(_ account: TariffAccount, atSeconds seconds: Int64) {
    let planIndex = reference(account, .plan)
    let priceIndex = reference(account, .prices)
    let plan = state.tariffs[planIndex]
    let price = state.tariffs[priceIndex]
    let isPlanDue = plan.hasPassive && plan.activationSeconds <= seconds
    let isPriceDue = price.hasPassive && price.activationSeconds <= seconds
    var newPlan: TariffPlan?
    var newPrices: TariffPrices?
    do throws(StorageError) {
      if isPlanDue {
        newPlan = try store.read(bank(account, .plan, plan.passiveBank), stamp: plan.passiveStamp)
      }
      if isPriceDue {
        newPrices = try store.read(bank(account, .prices, price.passiveBank), stamp: price.passiveStamp)
      }
    } catch { return storageFailed(error) }
    if (isPlanDue && newPlan == nil) || (isPriceDue && newPrices == nil) {
      if isPlanDue { state.tariffs[planIndex].cancel() }
      if isPriceDue { state.tariffs[priceIndex].cancel() }
      return tariffIsDamaged(account)
    }
    if let newPlan {
      plans[Int(account.rawValue)] = newPlan
      state.tariffs[planIndex].swap()
    }
    if let newPrices {
      prices[Int(account.rawValue)] = newPrices
      state.tariffs[priceIndex].swap()
    }
  }

  /// Empties the block counters now (ECS05).
  public mutating func resetBlockCounters(at tick: Tick) {
    pass(to: tick)
    state.tariff.resetBlockCounters()
    commit()
  }

  /// Sets whether the block counters are emptied every day at 00:00 UTC (ECS48).
  public mutating func setDailyBlockReset(_ isOn: Bool, at tick: Tick) {
    pass(to: tick)
    state.resetsBlockCountersDaily = isOn
    commit()
  }

  /// Sets the randomised offset: at most 1799 s, times `number` / 65 536.
  public mutating func setRandomisedOffset(limitSeconds: UInt16, number: UInt16, at tick: Tick) {
    pass(to: tick)
    state.offsetLimitSeconds = min(limitSeconds, 1799)
    state.offsetNumber = number
    if state.clock.quality != .unset { checkTariffs(atSeconds: state.clock.instant(at: tick).seconds) }
    commit()
  }

  /// The price in force for an account, in 10^-5 of the currency unit a kWh.
  public func activePrice(_ account: TariffAccount) -> Int64 {
    let index = Int(account.rawValue)
    let rate = state.rates[index]
    let block =
      rate >= 101 ? state.tariff.activeBlock(column: Int(rate) - 101, thresholds: plans[0].thresholds) : 0
    return prices[index].price(rate: rate, block: block)
  }
}
