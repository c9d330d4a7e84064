import HAL
import MockHAL
import Testing

@testable import MeterCore

/// Account, supply, demand, clock and tariff of a twin-element meter.
@Suite struct TwinBehaviourTests {
  private typealias Rig = TwinRig<PlainMemory>

  private func prices(_ price: Int32) -> TariffPrices {
    var prices = TariffPrices()
    for index in 0..<48 { prices.timeOfUse[index] = price }
    return prices
  }

  // MARK: Account

  @Test("Both elements draw on one balance; export does not; the supply goes off and comes back armed")
  func prepayment() throws {
    var rig = try Rig.household()
    try rig.meter.setTariff(
      .primaryImport, plan: TariffPlan(table: SwitchingTable(constantRate: 2)), prices: prices(30_000),
      activation: .now, at: rig.now)
    try rig.meter.setTariff(
      .secondaryImport, plan: TariffPlan(table: SwitchingTable(constantRate: 3)), prices: prices(8000),
      activation: .now, at: rig.now)
    try rig.meter.setTariff(
      .secondaryExport, plan: TariffPlan(table: SwitchingTable(constantRate: 1)), prices: prices(15_000),
      activation: .now, at: rig.now)
    var settings = PaymentSettings()
    settings.lowCreditThreshold = 60_000
    settings.emergencyCreditLimit = 20_000
    settings.emergencyCreditThreshold = 10_000
    rig.meter.configurePayment(settings, at: rig.now)
    rig.meter.adjustBalance(by: 100_000, at: rig.now)
    rig.meter.setPaymentMode(.prepayment, at: rig.now)
    rig.pass(seconds: 60)
    rig.book(.primaryActiveImport, 1_000_000_000)  // 1 kWh at 30 000
    rig.book(.secondaryActiveImport, 2_000_000_000)  // 2 kWh at 8 000
    rig.book(.secondaryActiveExport, 5_000_000_000)
    #expect(rig.meter.state.account.balances.meter == 100_000 - 30_000 - 16_000)
    #expect(try rig.codes(.alerts).contains(0x810D), "low credit")
    #expect(rig.meter.state.supply.state == .enabled)
    rig.book(.primaryActiveImport, 2_000_000_000)
    #expect(rig.meter.state.account.balances.meter == -6000)
    #expect(rig.meter.state.supply.state == .disabled && rig.meter.state.supply.cause == .credit)
    let alerts = try rig.codes(.alerts)
    #expect(alerts.contains(0x8F0F) && alerts.contains(0x8119))
    let isEnabled = rig.meter.enableSupply(at: rig.now)
    #expect(!isEnabled, "no credit, no supply")
    // Emergency credit arms the supply; the customer closes the switch.
    let isActivated = rig.meter.activateEmergencyCredit(at: rig.now)
    #expect(isActivated)
    #expect(rig.meter.state.supply.state == .armed)
    let isClosed = rig.meter.customerEnablesSupply(at: rig.now)
    #expect(isClosed)
    rig.book(.secondaryActiveImport, 1_000_000_000)
    #expect(rig.meter.state.account.balances.emergencyCredit == 12_000)
    rig.book(.primaryActiveImport, 1_000_000_000)
    #expect(rig.meter.state.account.balances.emergencyCredit == 0)
    #expect(rig.meter.state.supply.state == .disabled)
    #expect(try rig.codes(.alerts).contains(0x81AA))
    // A credit pays emergency credit back first, then fills the balance.
    let debt = -Int(rig.meter.state.account.balances.meter)
    let isCredited = rig.meter.addCredit(100_000, at: rig.now)
    #expect(isCredited)
    #expect(Int(rig.meter.state.account.balances.meter) == 100_000 - 20_000 - debt)
    #expect(!rig.meter.state.account.isEmergencyCreditActive)
    #expect(rig.meter.state.supply.state == .armed)
    #expect(try rig.meter.payment(0, of: .credits)?.amount == 100_000)
  }

  @Test("The cost of any energy at any price is exact: nothing is rounded away")
  func cost() throws {
    var random = SeededRandom(seed: 9)
    var account = PaymentAccount()
    var exact: Int128 = 0
    for _ in 0..<5000 {
      let wattHours = UInt32.random(in: 1...900, using: &random)
      let price = Int64.random(in: 1...70_000, using: &random)
      exact += Int128(wattHours) * Int128(price)
      _ = account.charge(wattHours: wattHours, price: price)
    }
    #expect(Int128(account.balances.meter) == -(exact / 1000))
  }

  @Test("Standing charge and debts are taken at midnight, debts end, credits pay their share")
  func daily() throws {
    var rig = try Rig.household()
    var prices = prices(0)
    prices.standingCharge = 45_000
    try rig.meter.setTariff(.primaryImport, prices: prices, activation: .now, at: rig.now)
    var settings = PaymentSettings()
    settings.timeDebt1PerDay = 7000
    settings.timeDebt2PerDay = 100
    settings.paymentDebtShare = 2500
    settings.maximumCredit = 2_000_000
    rig.meter.configurePayment(settings, at: rig.now)
    rig.meter.setDebts(payment: 30_000, time1: 10_000, time2: 5000, at: rig.now)
    rig.meter.adjustBalance(by: 1_000_000, at: rig.now)
    rig.meter.setPaymentMode(.prepayment, at: rig.now)
    rig.pass(seconds: 3 * 86_400)
    let balances = rig.meter.state.account.balances
    #expect(balances.meter == 1_000_000 - 3 * 45_000 - 10_000 - 300)
    #expect(balances.timeDebt1 == 0 && balances.timeDebt2 == 4700)
    #expect(try rig.codes(.alerts).contains(0x81A7))
    let isCredited = rig.meter.addCredit(100_000, at: rig.now)
    #expect(isCredited)
    #expect(rig.meter.state.account.balances.paymentDebt == 5000)
    #expect(try rig.meter.payment(0, of: .debtPayments)?.amount == 25_000)
    let isAgain = rig.meter.addCredit(100_000, at: rig.now)
    #expect(isAgain)
    #expect(rig.meter.state.account.balances.paymentDebt == 0)
    #expect(try rig.codes(.alerts).contains(0x81A9))
    let isTooMuch = rig.meter.addCredit(2_000_001, at: rig.now)
    #expect(!isTooMuch)
  }

  @Test("The billing calendar, the change of mode and of tariff each take a row, once a moment")
  func billing() throws {
    var rig = try Rig.household()
    rig.meter.setBillingCalendar(BillingCalendar(.monthly, day: 5), at: rig.now)
    rig.pass(seconds: 6 * 86_400)
    rig.meter.setPaymentMode(.prepayment, at: rig.now)
    rig.meter.setPaymentMode(.prepayment, at: rig.now)
    var rows: [RegisterSnapshot] = []
    for id in rig.meter.ids(.billing) { rows.append(try #require(try rig.meter.billingRow(id))) }
    #expect(rows.map(\.cause) == [.billingCalendar, .paymentModeChanged])
    #expect(rows.first?.seconds == UInt32(TwinFixture.start + 3 * 86_400))
    #expect(rig.meter.ids(.dailyRead).count == 6)
  }

  // MARK: Supply and demand

  @Test("The load limit cuts after its period, counts, and restores after the restoration period")
  func loadLimit() throws {
    let medium = PlainMedium(TwinFixture.file)
    var rig = try Rig.household(medium)
    rig.meter.setLoadLimit(thresholdWatts: 3000, periodSeconds: 120, restorationSeconds: 600, at: rig.now)
    rig.run([.primaryActiveImport: 2900, .secondaryActiveImport: 9000], seconds: 600, step: 10)
    #expect(rig.meter.state.supply.state == .enabled, "the other element does not count")
    rig.run([.primaryActiveImport: 3300], seconds: 90, step: 10)
    rig.run([.primaryActiveImport: 1000], seconds: 60, step: 10)
    #expect(rig.meter.state.supply.limitCount == 0, "shorter than the period")
    rig.run([.primaryActiveImport: 3300], seconds: 200, step: 10)
    #expect(rig.meter.state.supply.state == .disabled && rig.meter.state.supply.cause == .loadLimit)
    #expect(rig.meter.state.supply.limitCount == 1)
    rig.pass(seconds: 500)
    #expect(rig.meter.state.supply.state == .disabled)
    rig.pass(seconds: 100)
    #expect(rig.meter.state.supply.state == .enabled && rig.meter.state.supply.cause == .none)
    #expect(Array(try rig.codes(.events).suffix(3)) == [0x8F01, 0x8F33, 0x8F34])
    rig.meter.resetLoadLimitCounter(at: rig.now)
    #expect(rig.meter.state.supply.limitCount == 0)
    // A restart while it is off: the restoration period begins anew, the supply does not stay off for ever.
    rig.run([.primaryActiveImport: 5000], seconds: 200, step: 10)
    #expect(rig.meter.state.supply.cause == .loadLimit)
    let clock = VirtualClock(utcSeconds: TwinFixture.start + 7200)
    var sizes = TwinFixture.sizes
    for log in [TwinLog.events, .alerts, .security] { sizes[log] = 100 }
    rig = try Rig(PlainMemory(medium: medium), clock: clock, sizes: sizes)
    #expect(rig.meter.state.supply.cause == .loadLimit)
    rig.pass(seconds: 601)
    #expect(rig.meter.state.supply.state == .enabled)
  }

  @Test("Highest demands of import, import in the window and export, and their reset")
  func maximumDemand() throws {
    var rig = try Rig.household()
    rig.meter.setMaximumDemandWindow(startMinute: 120, endMinute: 240, at: rig.now)
    // 4 kWh in the half hour from 01:00, 3 kWh in that from 03:30, 1 kWh export in that from 05:00.
    rig.pass(seconds: 3660)
    rig.book(.primaryActiveImport, 4_000_000_000)
    rig.pass(seconds: 9000)
    rig.book(.primaryActiveImport, 3_000_000_000)
    rig.pass(seconds: 5400)
    rig.book(.primaryActiveExport, 1_000_000_000)
    rig.pass(seconds: 7200)
    let demand = rig.meter.state.maximumDemand
    #expect(demand.activeImport.watts == 8000)
    #expect(demand.activeImport.captureSeconds == UInt32(TwinFixture.start + 5400))
    #expect(demand.activeImportInWindow.watts == 6000)
    #expect(demand.activeImportInWindow.captureSeconds == UInt32(TwinFixture.start + 4 * 3600))
    #expect(demand.activeExport.watts == 2000)
    rig.meter.resetMaximumDemand(.activeImport, at: rig.now)
    #expect(rig.meter.state.maximumDemand.activeImport.watts == 0)
    #expect(rig.meter.state.maximumDemand.activeImportInWindow.watts == 0)
    #expect(rig.meter.state.maximumDemand.activeExport.watts == 2000)
    #expect(rig.meter.state.maximumDemand.importResetSeconds == UInt32(TwinFixture.start + 25_260))
  }

  @Test("Power of each register stands for itself, falls while energy is overdue, and ends")
  func power() throws {
    var rig = try Rig.household()
    rig.run([.primaryActiveImport: 1000, .secondaryActiveExport: 2500], seconds: 600, step: 10)
    func watts(_ register: TwinRegister) -> Int64 {
      (rig.meter.power(register, at: rig.now).milliwatts + 500) / 1000
    }
    #expect(watts(.primaryActiveImport) == 1000 && watts(.secondaryActiveExport) == 2500)
    #expect(watts(.primaryActiveExport) == 0 && watts(.secondaryActiveImport) == 0)
    rig.pass(seconds: 20)
    #expect(watts(.secondaryActiveExport) == 1250)
    rig.pass(seconds: 600)
    #expect(watts(.secondaryActiveExport) == 0)
  }

  // MARK: Clock

  @Test("ECS70: within the window and 10 s the clock is set, else not, and it says why")
  func clock() throws {
    var rig = try Rig.household()
    rig.pass(seconds: 600)
    func set(_ rig: inout Rig, offset: Int64, window: Int64 = 30) -> Rig.Meter.ClockSetting {
      let now = rig.meter.state.clock.instant(at: rig.now)
      let source = now.advanced(byNanoseconds: offset * 1_000_000_000)
      return rig.meter.setClock(
        windowStart: now.advanced(byNanoseconds: -window * 1_000_000_000),
        windowEnd: now.advanced(byNanoseconds: window * 1_000_000_000),
        source: WallClockReading(utcNanoseconds: source.nanoseconds, isSynchronised: true), at: rig.now)
    }
    #expect(set(&rig, offset: 9) == .adjusted(milliseconds: 9000))
    #expect(set(&rig, offset: -10) == .adjusted(milliseconds: -10_000))
    let before = rig.meter.state.clock.instant(at: rig.now)
    #expect(set(&rig, offset: 11) == .tooLarge(milliseconds: 11_000))
    #expect(set(&rig, offset: 31) == .outsideWindow)
    #expect(rig.meter.setClock(windowStart: before, windowEnd: before, source: nil, at: rig.now) == .noTime)
    #expect(rig.meter.state.clock.instant(at: rig.now) == before)
    let security = try rig.codes(.security)
    #expect(security.filter { $0 == 0x8145 }.count == 2)
    #expect(security.contains(0x8F0C) && security.contains(0x81C6))
    #expect(try rig.codes(.alerts).contains(0x8F0C))
  }

  @Test("The randomised offset delays import rates, not the half hours nor, by default, export rates")
  func randomisedOffset() throws {
    var rig = try Rig.household()
    for account in TariffAccount.allCases {
      try rig.meter.setTariff(
        account, plan: TariffPlan(table: TwinFixture.table([(0, 1), (4, 2)])), activation: .now, at: rig.now)
    }
    rig.meter.setRandomisedOffset(limitSeconds: 1200, number: 32_768, at: rig.now)
    #expect(rig.meter.state.randomisedOffsetSeconds == 600)
    rig.pass(seconds: 7200)
    #expect((0..<3).map { rig.meter.state.rates[$0] } == [1, 1, 2])
    rig.pass(seconds: 599)
    #expect((0..<3).map { rig.meter.state.rates[$0] } == [1, 1, 2])
    rig.pass(seconds: 1)
    #expect((0..<3).map { rig.meter.state.rates[$0] } == [2, 2, 2])
    #expect(rig.meter.ids(.importProfile).count == 4)
  }

  // MARK: Tariff

  @Test("A waiting tariff can be read, replaced and cancelled; the active one stays")
  func waitingTariff() throws {
    var rig = try Rig.household()
    try rig.meter.setTariff(.secondaryExport, prices: prices(1), activation: .now, at: rig.now)
    let later = Instant(seconds: TwinFixture.start + 7200)
    try rig.meter.setTariff(.secondaryExport, prices: prices(2), activation: .at(later), at: rig.now)
    try rig.meter.setTariff(.secondaryExport, prices: prices(3), activation: .at(later), at: rig.now)
    #expect(try rig.meter.passivePrices(.secondaryExport)?.timeOfUse[0] == 3)
    #expect(rig.meter.activation(.secondaryExport, .prices) == later)
    #expect(rig.meter.prices[2].timeOfUse[0] == 1)
    let isCancelled = rig.meter.cancelTariff(.secondaryExport, at: rig.now)
    #expect(isCancelled)
    #expect(try rig.meter.passivePrices(.secondaryExport) == nil)
    rig.pass(seconds: 9000)
    #expect(rig.meter.prices[2].timeOfUse[0] == 1)
    try rig.meter.setTariff(.secondaryExport, prices: prices(4), activation: .never, at: rig.now)
    rig.pass(seconds: 9000)
    #expect(rig.meter.prices[2].timeOfUse[0] == 1)
    #expect(rig.meter.activation(.secondaryExport, .prices) == nil)
    try rig.meter.setTariff(
      .secondaryExport, prices: prices(5), activation: .at(Instant(seconds: TwinFixture.start + 20_000)),
      at: rig.now)
    rig.pass(seconds: 1999)
    #expect(rig.meter.prices[2].timeOfUse[0] == 1)
    rig.pass(seconds: 1)
    #expect(rig.meter.prices[2].timeOfUse[0] == 5, "to the second, within a half hour")
  }
}
