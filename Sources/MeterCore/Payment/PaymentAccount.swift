/// The customer's account: one balance for both elements.
public struct PaymentAccount: Sendable, BitwiseCopyable {
  /// How the customer pays.
  public internal(set) var mode: PaymentMode = .credit
  /// The balances.
  public internal(set) var balances = PaymentBalances()
  /// The configuration.
  public internal(set) var settings = PaymentSettings()
  /// Emergency credit was activated and not yet paid back.
  public internal(set) var isEmergencyCreditActive = false
  /// Cost below 10^-5 of the currency unit, in 1/1000 of it.
  var rest: Int64 = 0
  /// Events that are raised already and not over.
  var raised: PaymentEvents = []

  static var storedBytes: Int { 1 + PaymentBalances.storedBytes + PaymentSettings.storedBytes + 1 + 8 + 2 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.code(&mode, &bytes)
    balances.code(&coder, &bytes)
    settings.code(&coder, &bytes)
    coder.flag(&isEmergencyCreditActive, &bytes)
    coder.field(&rest, &bytes)
    var raw = raised.rawValue
    coder.field(&raw, &bytes)
    raised = PaymentEvents(rawValue: raw)
  }

  /// True when the supply may flow: credit mode, credit left, or disablement suspended.
  public var hasCredit: Bool {
    mode == .credit || balances.meter > settings.disablementThreshold
      || (isEmergencyCreditActive && balances.emergencyCredit > 0)
  }

  /// Charges whole Wh at a price in 10^-5 a kWh; returns the cost in 10^-5 that this Wh completed.
  mutating func charge(wattHours: UInt32, price: Int64) -> Int32 {
    if price == 0 { return 0 }
    let sum = rest + Int64(wattHours) * price
    let whole = sum / 1000
    rest = sum % 1000
    let amount = PaymentAccount.clamped(whole)
    take(amount)
    return amount
  }

  /// Takes an amount from the meter balance, then from activated emergency credit.
  private mutating func take(_ amount: Int32) {
    guard mode == .prepayment, isEmergencyCreditActive, amount > 0 else {
      balances.meter = PaymentAccount.clamped(Int64(balances.meter) - Int64(amount))
      return
    }
    let available = max(Int64(balances.meter) - Int64(settings.disablementThreshold), 0)
    let fromMeter = min(Int64(amount), available)
    let fromEmergency = min(Int64(amount) - fromMeter, max(Int64(balances.emergencyCredit), 0))
    balances.meter = PaymentAccount.clamped(Int64(balances.meter) - (Int64(amount) - fromEmergency))
    balances.emergencyCredit = PaymentAccount.clamped(Int64(balances.emergencyCredit) - fromEmergency)
  }

  /// Collects a day's standing charge and time debts.
  mutating func collectDay(standingCharge: Int32) -> PaymentEvents {
    var events: PaymentEvents = []
    charge(daily: standingCharge)
    guard mode == .prepayment else { return events }
    let first = min(balances.timeDebt1, settings.timeDebt1PerDay)
    if first > 0 {
      charge(daily: first)
      balances.timeDebt1 -= first
      if balances.timeDebt1 == 0 { events.insert(.timeDebt1Collected) }
    }
    let second = min(balances.timeDebt2, settings.timeDebt2PerDay)
    if second > 0 {
      charge(daily: second)
      balances.timeDebt2 -= second
      if balances.timeDebt2 == 0 { events.insert(.timeDebt2Collected) }
    }
    return events
  }

  private mutating func charge(daily amount: Int32) {
    if mode == .prepayment && isEmergencyCreditActive && balances.meter <= settings.disablementThreshold {
      // Emergency credit is for energy: daily charges wait for the next credit.
      balances.accumulatedDebt = PaymentAccount.clamped(Int64(balances.accumulatedDebt) + Int64(amount))
    } else {
      balances.meter = PaymentAccount.clamped(Int64(balances.meter) - Int64(amount))
    }
  }

  /// Adds a credit: pays debt and emergency credit back first. Nil when it would exceed a maximum.
  ///
  /// - Returns: what went to the payment debt, and whether that finished it.
  mutating func credit(_ amount: Int32) -> (debtPaid: Int32, isDebtPaid: Bool)? {
    guard amount > 0, amount <= settings.maximumCredit,
      Int64(balances.meter) + Int64(amount) <= Int64(settings.maximumBalance)
    else { return nil }
    var left = Int64(amount)
    let share = left * Int64(settings.paymentDebtShare) / 10_000
    let debtPaid = min(max(Int64(balances.paymentDebt), 0), share)
    balances.paymentDebt = Self.clamped(Int64(balances.paymentDebt) - debtPaid)
    left -= debtPaid
    let accumulated = min(left, max(Int64(balances.accumulatedDebt), 0))
    balances.accumulatedDebt = Self.clamped(Int64(balances.accumulatedDebt) - accumulated)
    left -= accumulated
    if isEmergencyCreditActive {
      let owed = Int64(settings.emergencyCreditLimit) - Int64(balances.emergencyCredit)
      let back = min(left, max(owed, 0))
      balances.emergencyCredit = Self.clamped(Int64(balances.emergencyCredit) + back)
      left -= back
      if balances.emergencyCredit >= settings.emergencyCreditLimit {
        isEmergencyCreditActive = false
        balances.emergencyCredit = 0
      }
    }
    balances.meter = Self.clamped(Int64(balances.meter) + left)
    return (Self.clamped(debtPaid), debtPaid > 0 && balances.paymentDebt == 0)
  }

  /// True when the customer may activate emergency credit now.
  public var isEmergencyCreditAvailable: Bool {
    mode == .prepayment && !isEmergencyCreditActive && settings.emergencyCreditLimit > 0
      && balances.meter <= settings.emergencyCreditThreshold
  }

  /// Activates emergency credit; false where it is not available.
  mutating func activateEmergencyCredit() -> Bool {
    guard isEmergencyCreditAvailable else { return false }
    isEmergencyCreditActive = true
    balances.emergencyCredit = settings.emergencyCreditLimit
    return true
  }

  /// What has begun since the last call; conditions that are over are forgotten.
  mutating func newEvents() -> PaymentEvents {
    guard mode == .prepayment else {
      raised = []
      return []
    }
    var now: PaymentEvents = []
    let emergency = isEmergencyCreditActive ? Int64(balances.emergencyCredit) : 0
    if Int64(balances.meter) + emergency < Int64(settings.lowCreditThreshold) { now.insert(.lowCredit) }
    if isEmergencyCreditAvailable { now.insert(.emergencyCreditAvailable) }
    if isEmergencyCreditActive && balances.emergencyCredit <= 0 { now.insert(.emergencyCreditExhausted) }
    if !hasCredit {
      now.insert(.belowDisablement)
      if settings.isDisablementSuspended { now.insert(.disablementSuspended) }
    }
    let new = now.subtracting(raised)
    raised = now
    return new
  }

  static func clamped(_ value: Int64) -> Int32 {
    Int32(max(Int64(Int32.min), min(Int64(Int32.max), value)))
  }
}
