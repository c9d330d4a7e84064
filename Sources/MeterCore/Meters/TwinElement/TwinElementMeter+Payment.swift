import HAL

/// The customer's account.
extension TwinElementMeter where Memory: ~Copyable {
  /// Sets the payment mode (ECS02, ECS03); a billing row is taken where it changes.
  public mutating func setPaymentMode(_ mode: PaymentMode, at tick: Tick) {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    guard mode != state.account.mode else { return }
    if state.clock.quality != .unset { takeBillingRow(.paymentModeChanged, seconds: nowSeconds) }
    state.account.mode = mode
    followCredit()
    save()
  }

  /// Configures prepayment (ECS08).
  public mutating func configurePayment(_ settings: PaymentSettings, at tick: Tick) {
    pass(to: tick)
    state.account.settings = settings
    followCredit()
    commit()
  }

  /// Adjusts the meter balance by an amount in 10^-5 of the currency unit (ECS04a).
  public mutating func adjustBalance(by amount: Int32, at tick: Tick) {
    pass(to: tick)
    state.account.balances.meter = PaymentAccount.clamped(
      Int64(state.account.balances.meter) + Int64(amount))
    followCredit()
    commit()
  }

  /// A balance that a remote party may set to a value (ECS04b).
  public enum Balance: UInt8, Sendable, BitwiseCopyable {
    case meter = 0
    case emergencyCredit = 1
    case accumulatedDebt = 2
  }

  /// Sets a balance to an amount in 10^-5 of the currency unit (ECS04b: to zero).
  public mutating func setBalance(_ balance: Balance, to amount: Int32, at tick: Tick) {
    pass(to: tick)
    switch balance {
    case .meter: state.account.balances.meter = amount
    case .emergencyCredit: state.account.balances.emergencyCredit = amount
    case .accumulatedDebt: state.account.balances.accumulatedDebt = amount
    }
    followCredit()
    commit()
  }

  /// Sets the debts (ECS07).
  public mutating func setDebts(payment: Int32, time1: Int32, time2: Int32, at tick: Tick) {
    pass(to: tick)
    state.account.balances.paymentDebt = payment
    state.account.balances.timeDebt1 = time1
    state.account.balances.timeDebt2 = time2
    commit()
  }

  /// Adds a credit whose token the message layer has verified; false where it would exceed a maximum.
  public mutating func addCredit(_ amount: Int32, at tick: Tick) -> Bool {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    guard let paid = state.account.credit(amount) else {
      record(.events, EventCode.balanceWouldExceedMaximum)
      commit()
      return false
    }
    var row = PaymentRow()
    row.seconds = nowStamp
    row.amount = amount
    var debt = PaymentRow()
    debt.seconds = nowStamp
    debt.amount = paid.debtPaid
    do throws(StorageError) {
      _ = try store.append(row, to: Int(TwinLog.credits.rawValue))
      if debt.amount > 0 { _ = try store.append(debt, to: Int(TwinLog.debtPayments.rawValue)) }
    } catch { storageFailed(error) }
    record(.events, EventCode.creditAddedLocally)
    if paid.isDebtPaid { alert(EventCode.paymentDebtCollected, to: .supplier) }
    followCredit()
    if state.supply.cause == .credit && state.supply.state == .disabled && state.account.hasCredit {
      state.supply.state = .armed
      record(.events, EventCode.supplyArmed)
    }
    commit()
    return true
  }

  /// Activates emergency credit (ECS09); false where it is not available.
  public mutating func activateEmergencyCredit(at tick: Tick) -> Bool {
    pass(to: tick)
    guard state.account.activateEmergencyCredit() else { return false }
    record(.events, EventCode.emergencyCreditActivated)
    if state.supply.cause == .credit && state.supply.state == .disabled {
      state.supply.state = .armed
      record(.events, EventCode.supplyArmed)
    }
    followCredit()
    commit()
    return true
  }

  /// Sets when billing rows are taken (ECS30).
  public mutating func setBillingCalendar(_ calendar: BillingCalendar, at tick: Tick) {
    pass(to: tick)
    state.billingCalendar = calendar
    commit()
  }

  /// A day's standing charge and debts, at 00:00 UTC.
  mutating func collectDay() {
    let events = state.account.collectDay(standingCharge: prices[0].standingCharge)
    if events.contains(.timeDebt1Collected) { alert(EventCode.timeDebt1Collected, to: .supplier) }
    if events.contains(.timeDebt2Collected) { alert(EventCode.timeDebt2Collected, to: .supplier) }
    followCredit()
  }

  /// Raises what the balance has led to, and cuts the supply where there is no credit left.
  mutating func followCredit() {
    let events = state.account.newEvents()
    if events.isEmpty && state.account.mode == .credit { return }
    if events.contains(.lowCredit) { raise(EventCode.lowCredit) }
    if events.contains(.emergencyCreditAvailable) { raise(EventCode.emergencyCreditAvailable) }
    if events.contains(.emergencyCreditExhausted) { raise(EventCode.emergencyCreditExhausted) }
    if events.contains(.belowDisablement) { raise(EventCode.creditBelowDisablement) }
    if events.contains(.disablementSuspended) { raise(EventCode.disablementSuspended) }
    if !state.account.hasCredit && !state.account.settings.isDisablementSuspended
      && state.supply.state == .enabled
    {
      setSupply(.disabled, cause: .credit)
    }
  }

  private mutating func raise(_ code: UInt16) {
    record(.events, code)
    alert(code, to: .supplier)
  }
}
