import HAL
import MockHAL
import Testing

@testable import MeterCore

/// Account, supply, demand, clock, customer, voltage and self-test of a twin-element meter.
@Suite struct TwinBehaviourTests {
  private typealias Rig = TwinRig<PlainMemory>

  private func rig(_ medium: PlainMedium = PlainMedium(TwinFixture.file)) throws -> Rig {
    var sizes = TwinFixture.sizes
    sizes[.events] = 100
    sizes[.alerts] = 100
    sizes[.security] = 100
    return try Rig(
      PlainMemory(medium: medium), clock: VirtualClock(utcSeconds: TwinFixture.start), sizes: sizes)
  }

  private func codes(_ rig: inout Rig, _ log: TwinLog) throws -> [UInt16] {
    var codes: [UInt16] = []
    for id in rig.meter.ids(log) {
      if let entry = try rig.meter.event(id, of: log) { codes.append(entry.code) }
    }
    return codes
  }

  private func prices(_ price: Int32) -> TariffPrices {
    var prices = TariffPrices()
    for index in 0..<48 { prices.timeOfUse[index] = price }
    return prices
  }

  // MARK: Account

  @Test("Both elements draw on one balance; export does not; the supply goes off and comes back armed")
  func prepayment() throws {
    var rig = try rig()
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
    #expect(try codes(&rig, .alerts).contains(0x810D), "low credit")
    #expect(rig.meter.state.supply.state == .enabled)
    rig.book(.primaryActiveImport, 2_000_000_000)
    #expect(rig.meter.state.account.balances.meter == -6000)
    #expect(rig.meter.state.supply.state == .disabled && rig.meter.state.supply.cause == .credit)
    let alerts = try codes(&rig, .alerts)
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
    #expect(try codes(&rig, .alerts).contains(0x81AA))
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
    var rig = try rig()
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
    #expect(try codes(&rig, .alerts).contains(0x81A7))
    let isCredited = rig.meter.addCredit(100_000, at: rig.now)
    #expect(isCredited)
    #expect(rig.meter.state.account.balances.paymentDebt == 5000)
    #expect(try rig.meter.payment(0, of: .debtPayments)?.amount == 25_000)
    let isAgain = rig.meter.addCredit(100_000, at: rig.now)
    #expect(isAgain)
    #expect(rig.meter.state.account.balances.paymentDebt == 0)
    #expect(try codes(&rig, .alerts).contains(0x81A9))
    let isTooMuch = rig.meter.addCredit(2_000_001, at: rig.now)
    #expect(!isTooMuch)
  }

  @Test("The billing calendar, the change of mode and of tariff each take a row, once a moment")
  func billing() throws {
    var rig = try rig()
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
    var rig = try rig(medium)
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
    #expect(Array(try codes(&rig, .events).suffix(3)) == [0x8F01, 0x8F33, 0x8F34])
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
    var rig = try rig()
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
    var rig = try rig()
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
    var rig = try rig()
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
    let security = try codes(&rig, .security)
    #expect(security.filter { $0 == 0x8145 }.count == 2)
    #expect(security.contains(0x8F0C) && security.contains(0x81C6))
    #expect(try codes(&rig, .alerts).contains(0x8F0C))
  }

  @Test("The randomised offset delays import rates, not the half hours nor, by default, export rates")
  func randomisedOffset() throws {
    var rig = try rig()
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
    var rig = try rig()
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

  // MARK: Customer

  @Test("The PIN locks after three wrong ones, over a restart too; ECS14 ends it")
  func pin() throws {
    let medium = PlainMedium(TwinFixture.file)
    var rig = try rig(medium)
    let isSet = rig.meter.setPrivacyPIN(1234, at: rig.now)
    let isRefused = !rig.meter.setPrivacyPIN(10_000, at: rig.now)
    #expect(isSet && isRefused && rig.meter.state.consumer.isProtected)
    #expect(rig.meter.enterPIN(1, at: rig.now) == .wrong(attemptsLeft: 2))
    #expect(rig.meter.enterPIN(2, at: rig.now) == .wrong(attemptsLeft: 1))
    let until = rig.now.advanced(byNanoseconds: 600_000_000_000)
    #expect(rig.meter.enterPIN(3, at: rig.now) == .locked(until: until))
    #expect(rig.meter.enterPIN(1234, at: rig.now) == .locked(until: until))
    var sizes = TwinFixture.sizes
    for log in [TwinLog.events, .alerts, .security] { sizes[log] = 100 }
    rig = try Rig(
      PlainMemory(medium: medium), clock: VirtualClock(utcSeconds: TwinFixture.start + 60), sizes: sizes)
    if case .locked = rig.meter.enterPIN(1234, at: rig.now) {
    } else {
      Issue.record("a restart ends the lock")
    }
    rig.pass(seconds: 601)
    #expect(rig.meter.enterPIN(1234, at: rig.now) == .accepted)
    let isOff = rig.meter.setPrivacyPIN(nil, at: rig.now)
    #expect(isOff && !rig.meter.state.consumer.isProtected)
    #expect(rig.meter.enterPIN(9, at: rig.now) == .accepted)
  }

  @Test("After a change of tenancy the displays show nothing older; parties still read everything")
  func tenancy() throws {
    var sizes = TwinFixture.sizes
    sizes[.exportProfile] = 300
    var rig = try Rig(
      PlainMemory(medium: PlainMedium(TwinFixture.file)),
      clock: VirtualClock(utcSeconds: TwinFixture.start), sizes: sizes)
    for _ in 0..<4 * 48 {
      rig.pass(seconds: 1800)
      rig.book(.secondaryActiveExport, 1_000_000)
    }
    let change = Instant(seconds: TwinFixture.start + 2 * 86_400)
    let before = try rig.meter.hanSnapshot(at: rig.now)
    #expect(before.secondary.historyReceived.previousDays[3] == 47)
    // Ahead of time nothing is hidden.
    rig.meter.setChangeOfTenancy(Instant(seconds: TwinFixture.start + 90 * 86_400), at: rig.now)
    let isVisible = rig.meter.isVisibleToConsumer(startSeconds: UInt32(TwinFixture.start))
    #expect(isVisible)
    rig.meter.setChangeOfTenancy(change, at: rig.now)
    let after = try rig.meter.hanSnapshot(at: rig.now)
    #expect(after.secondary.historyReceived.previousDays[1] == 48)
    #expect(after.secondary.historyReceived.previousDays[2] == 0)
    #expect(after.secondary.historyReceived.previousDays[3] == 0)
    #expect(after.secondary.received == before.secondary.received)
    var intervals = [UInt32](repeating: 0, count: 30)
    var span = intervals.mutableSpan
    let filled = try rig.meter.hanProfile(
      .secondary, .received, endSeconds: UInt32(change.seconds + 3600), into: &span)
    #expect(filled == 30)
    #expect(intervals[1] != HANProfileChannel.invalid && intervals[2] == HANProfileChannel.invalid)
    #expect(try rig.meter.dailyConsumption(0)?.startSeconds == UInt32(TwinFixture.start))
  }

  @Test("Day, week and month history equal plain sums of the days")
  func history() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<20 {
      let today = Int.random(in: 20_000...22_000, using: &random)
      var history = HANHistory()
      var days: [Int: UInt32] = [:]
      for back in 0...434 {
        let energy = UInt32.random(in: 0...20_000, using: &random)
        days[today - back] = energy
        history.add(energy, day: today - back, today: today)
      }
      #expect(history.day == days[today])
      for back in 1...8 { #expect(history.previousDays[back - 1] == days[today - back]) }
      var monday = today - CivilDate.weekday(daysSince1970: today) + 1
      #expect(history.week == (monday...today).reduce(0) { $0 + days[$1]! })
      for week in 0..<5 {
        monday -= 7
        #expect(history.previousWeeks[week] == (monday..<monday + 7).reduce(0) { $0 + days[$1]! })
      }
      var first = CivilDate(daysSince1970: today)
      first.day = 1
      #expect(history.month == (first.daysSince1970...today).reduce(0) { $0 + days[$1]! })
      for month in 0..<13 {
        let end = first.daysSince1970
        first =
          first.month == 1
          ? CivilDate(year: first.year - 1, month: 12, day: 1)
          : CivilDate(year: first.year, month: first.month - 1, day: 1)
        #expect(history.previousMonths[month] == (first.daysSince1970..<end).reduce(0) { $0 + days[$1]! })
      }
    }
  }

  // MARK: Voltage, self-test, logs

  @Test("Average voltages are logged by the period, and crossing a threshold is told once")
  func voltage() throws {
    var rig = try rig()
    rig.meter.setVoltageThresholds(overDecivolts: 2530, underDecivolts: 2070, at: rig.now)
    for decivolts in [2400, 2540, 2550, 2400, 2000, 2400] as [UInt16] {
      for _ in 0..<6 {
        rig.meter.noteVoltage(decivolts: decivolts, at: rig.now)
        rig.pass(seconds: 300)
      }
    }
    rig.meter.advance(to: rig.now)
    var rows: [VoltageRow] = []
    for id in rig.meter.ids(.voltage) { rows.append(try #require(try rig.meter.voltageRow(id))) }
    #expect(rows.count == 6)
    #expect(rows.map(\.decivolts) == [2400, 2540, 2550, 2400, 2000, 2400])
    #expect(rows.last?.seconds == UInt32(TwinFixture.start + 3 * 3600))
    let power = try codes(&rig, .power).filter { $0 < 0x8F00 }
    #expect(power == [0x8002, 0x8085, 0x8006, 0x8089])
    #expect(rig.meter.state.voltage.overCount == 1 && rig.meter.state.voltage.underCount == 1)
  }

  @Test("Every fault of the self-test has its published code in the security log and an alert")
  func selfTest() throws {
    var rig = try rig()
    rig.meter.report(SelfTestFaults(rawValue: 0x3FF), at: rig.now)
    let published: [UInt16] = [
      0x81AC, 0x81AD, 0x81AE, 0x81AF, 0x81B0, 0x81B1, 0x81B2, 0x81B3, 0x8F1B, 0x8F1C,
    ]
    #expect(try codes(&rig, .security) == published)
    #expect(try codes(&rig, .alerts) == published)
  }

  @Test("The event log can be cleared, the others cannot; auxiliary loads have a log of their own")
  func logs() throws {
    let medium = PlainMedium(TwinFixture.file)
    var rig = try rig(medium)
    _ = rig.meter.customerEnablesSupply(at: rig.now)
    #expect(rig.meter.ids(.events).count == 1)
    rig.meter.clearEventLog(at: rig.now)
    #expect(rig.meter.ids(.events).isEmpty)
    #expect(try rig.meter.event(0, of: .events) == nil)
    #expect(try codes(&rig, .security).contains(0x8F52))
    _ = rig.meter.customerEnablesSupply(at: rig.now)
    #expect(rig.meter.ids(.events).count == 1)
    let isSwitched = rig.meter.setAuxiliaryLoad(4, isOn: true, code: 0x81FF, at: rig.now)
    let isUnknown = rig.meter.setAuxiliaryLoad(5, isOn: true, code: 0x81FF, at: rig.now)
    #expect(isSwitched && !isUnknown && rig.meter.state.auxiliaryStates[4] == 1)
    #expect(try rig.meter.event(0, of: .auxiliary)?.detail == 4)
  }

  @Test("With every state record damaged, the registers come from the newest daily read: late, never zero")
  func lostState() throws {
    let medium = PlainMedium(TwinFixture.file)
    var rig = try rig(medium)
    for _ in 0..<60 {
      rig.pass(seconds: 1800)
      rig.book(.secondaryActiveExport, 3_000_000)
    }
    let committed = rig.meter.commit()
    #expect(committed)
    let read = try #require(try rig.meter.dailyRead(0))
    let layout = rig.meter.store.states
    for offset in layout.ring.region.offset..<layout.end { medium.content[offset] = 0x5A }
    var sizes = TwinFixture.sizes
    for log in [TwinLog.events, .alerts, .security] { sizes[log] = 100 }
    rig = try Rig(
      PlainMemory(medium: medium), clock: VirtualClock(utcSeconds: TwinFixture.start + 40 * 3600),
      sizes: sizes)
    #expect(rig.meter.state.registers[.secondaryActiveExport] == read[.secondaryActiveExport])
    #expect(read[.secondaryActiveExport] == 47 * 3)
    #expect(rig.meter.state.tariff.sum(.secondaryExport) == read[.secondaryActiveExport])
    #expect(try codes(&rig, .security).contains(0x81AE))
  }
}
