/// What an attribute or method is to the meter.
enum BoundAttribute: Equatable, Sendable {
  case energy(EnergyRegister)
  /// Scaler 0 and a COSEM unit: 27 W, 30 Wh, 32 varh.
  case unit(UInt8)
  case importRegisters
  case timeOfUse
  case blocks
  case secondaryExportTimeOfUse
  case activePower
  case demandValue(DemandRegister)
  case demandCapture(DemandRegister)
  case demandReset(DemandRegister)
  case log(MeterLog)
  case seasons(TariffPlan, staged: Bool)
  case weeks(TariffPlan, staged: Bool)
  case days(TariffPlan, staged: Bool)
  case specialDays(TariffPlan, staged: Bool)
  case thresholds(row: Int, staged: Bool)
  case prices(TariffPlan, staged: Bool)
  case standingCharge(staged: Bool)
  case activation(TariffGroup, TariffPlan)
  case importMPANs
  case mpan(MPANSlot)
  case clock
  case clockStatus
  case clockBase

  /// Attributes that the use cases of the facts' table bind to typed members of the meter.
  static let published: [ObjectAttribute: BoundAttribute] = {
    var map: [ObjectAttribute: BoundAttribute] = [:]
    func bind(_ identifier: UInt16, _ name: LogicalName, _ index: UInt8, _ bound: BoundAttribute) {
      map[ObjectAttribute(identifier, name, index)] = bound
    }
    for (name, register, unit) in [
      ("1-0:1.8.0", EnergyRegister.activeImport, UInt8(30)), ("1-0:2.8.0", .activeExport, 30),
      ("1-0:3.8.0", .reactiveImport, 32), ("1-0:4.8.0", .reactiveExport, 32),
      ("1-20:1.8.0", .secondaryActiveImport, 30),
    ] {
      let name = LogicalName(stringLiteral: name)
      bind(3, name, 2, .energy(register))
      bind(3, name, 3, .unit(unit))
    }
    bind(1, "0-0:94.44.34.10", 2, .importRegisters)
    bind(1, "0-0:94.44.34.1", 2, .timeOfUse)
    bind(1, "0-0:94.44.34.2", 2, .blocks)
    bind(1, "0-0:94.44.34.20", 2, .activePower)
    for (name, reset, register) in [
      ("1-0:1.6.0", "0-0:94.44.5.0", DemandRegister.importAllDay),
      ("1-0:1.6.1", "0-0:94.44.5.1", .importInWindow),
      ("1-0:2.6.0", "0-0:94.44.5.2", .export),
    ] {
      bind(4, LogicalName(stringLiteral: name), 2, .demandValue(register))
      bind(4, LogicalName(stringLiteral: name), 3, .unit(27))
      bind(4, LogicalName(stringLiteral: name), 5, .demandCapture(register))
      bind(1, LogicalName(stringLiteral: reset), 2, .demandReset(register))
    }
    for (name, log) in [
      ("0-0:99.1.0", MeterLog.profileActiveImport), ("0-0:99.1.2", .profileReactiveImport),
      ("0-0:99.1.1", .profileExport), ("0-0:98.1.9", .dailyImport), ("0-0:98.1.8", .dailyPrepayment),
      ("0-0:98.1.10", .dailyExport), ("0-0:99.1.3", .dailyConsumption), ("0-0:98.1.0", .billingFirst),
      ("0-0:98.1.1", .billingSecond), ("0-0:98.1.2", .billingWithBalances), ("0-0:98.1.4", .debtPayments),
      ("0-0:98.1.5", .prepaymentCredits), ("0-0:99.98.0", .events), ("0-0:99.98.1", .security),
      ("0-0:99.98.4", .power), ("0-17:99.98.2", .auxiliaryController), ("1-0:32.24.0", .averageVoltage),
    ] { bind(7, LogicalName(stringLiteral: name), 2, .log(log)) }
    bindTariff(
      .primaryImport, calendar: "0-0:13.0.0", special: "0-0:11.0.0", stagedSpecial: "0-1:11.0.0",
      specialActivation: "0-0:94.44.128.29", charge: "0-0:19.20.0", bind)
    bindTariff(
      .secondaryImport, calendar: "0-0:13.0.1", special: "0-0:11.0.1", stagedSpecial: "0-1:11.0.1",
      specialActivation: "0-0:94.44.128.30", charge: "0-0:19.20.5", bind)
    for row in 0..<8 {
      bind(21, LogicalName(0, 0, 16, 0, UInt8(11 + row)), 2, .thresholds(row: row, staged: false))
      bind(21, LogicalName(0, 0, 16, 1, UInt8(11 + row)), 2, .thresholds(row: row, staged: true))
    }
    bind(9000, "0-0:63.1.1", 6, .activation(.thresholds, .primaryImport))
    bind(113, "0-0:19.20.4", 5, .standingCharge(staged: false))
    bind(113, "0-0:19.20.4", 6, .standingCharge(staged: true))
    bind(113, "0-0:19.20.4", 7, .activation(.standingCharge, .primaryImport))
    bind(1, "0-0:94.44.34.11", 2, .importMPANs)
    bind(1, "1-0:0.0.2", 2, .mpan(.primaryExport))
    bind(8, "0-0:1.0.0", 2, .clock)
    bind(8, "0-0:1.0.0", 4, .clockStatus)
    bind(8, "0-0:1.0.0", 9, .clockBase)
    return map
  }()

  static func bindTariff(
    _ plan: TariffPlan, calendar: LogicalName, special: LogicalName, stagedSpecial: LogicalName,
    specialActivation: LogicalName, charge: LogicalName,
    _ bind: (UInt16, LogicalName, UInt8, BoundAttribute) -> Void
  ) {
    bind(20, calendar, 3, .seasons(plan, staged: false))
    bind(20, calendar, 4, .weeks(plan, staged: false))
    bind(20, calendar, 5, .days(plan, staged: false))
    bind(20, calendar, 7, .seasons(plan, staged: true))
    bind(20, calendar, 8, .weeks(plan, staged: true))
    bind(20, calendar, 9, .days(plan, staged: true))
    bind(20, calendar, 10, .activation(.switchingTable, plan))
    bind(11, special, 2, .specialDays(plan, staged: false))
    bind(11, stagedSpecial, 2, .specialDays(plan, staged: true))
    bind(9000, specialActivation, 6, .activation(.specialDays, plan))
    bind(113, charge, 5, .prices(plan, staged: false))
    bind(113, charge, 6, .prices(plan, staged: true))
    bind(113, charge, 7, .activation(.prices, plan))
  }
}
