import HAL
import MockHAL
import Testing

@testable import MeterCore

/// The day MP184 is for: solar exports on the secondary element over four rates, a price change at midnight, a change
/// of export supplier, a supply cut. Everything is right to the Wh, against a plain sum minute by minute.
@Suite struct MP184DayTests {
  private typealias Rig = TwinRig<PlainMemory>

  /// The oracle: µWh by register so far, and whole Wh by half hour and rate.
  private struct Truth {
    var total = [Int64](repeating: 0, count: 7)
    /// Whole Wh by register and start of the half hour.
    var halfHours: [Int64: [Int64]] = [:]
    var exportRates = [Int64](repeating: 0, count: 4)

    mutating func add(_ register: TwinRegister, _ microwattHours: Int64, at second: Int64, rate: Int) {
      let index = Int(register.rawValue)
      let before = total[index] / 1_000_000
      total[index] += microwattHours
      let advance = total[index] / 1_000_000 - before
      halfHours[second / 1800 * 1800, default: [Int64](repeating: 0, count: 7)][index] += advance
      if register == .secondaryActiveExport { exportRates[rate - 1] += advance }
    }

    func wattHours(_ register: TwinRegister) -> UInt32 { UInt32(total[Int(register.rawValue)] / 1_000_000) }
  }

  private static let start = TwinFixture.start
  private static let importer: UInt64 = 0x11
  private static let oldExporter: UInt64 = 0x22
  private static let newExporter: UInt64 = 0x33
  private static let distributor: UInt64 = 0x44

  /// Rates of the export tariff: 1 to 06:00, 2 to 11:00, 3 to 16:00, 4 to midnight.
  private static func rate(atSecond second: Int64) -> Int {
    switch second % 86_400 / 3600 {
    case ..<6: 1
    case ..<11: 2
    case ..<16: 3
    default: 4
    }
  }

  /// Watts at a minute of the day: household load, an evening car, solar with clouds, a battery at night.
  private static func watts(_ minute: Int64) -> [(TwinRegister, Int64)] {
    let day = minute % 1440
    let sun = day > 420 && day < 1140 ? 3600 - (day - 780) * (day - 780) / 36 : 0
    let cloud = day % 37 < 9 ? sun / 3 : 0
    let battery: Int64 = day < 90 || day > 1320 ? 777 : 0
    return [
      (.primaryActiveImport, 230 + day * 7919 % 1300), (.primaryReactiveImport, 41 + day % 13),
      (.primaryActiveExport, day % 211 < 20 ? 512 : 0), (.primaryReactiveExport, day % 211 < 20 ? 33 : 0),
      (.secondaryActiveImport, day > 1140 && day < 1300 ? 7200 : 0),
      (.secondaryActiveExport, max(sun - cloud, 0) + battery),
    ]
  }

  private func minutes(_ rig: inout Rig, _ truth: inout Truth, _ range: Range<Int64>) {
    for minute in range {
      rig.pass(seconds: 30)
      for (register, power) in Self.watts(minute) where power > 0 {
        let energy = power * 1_000_000 / 60
        rig.book(register, energy)
        let second = minute * 60
        truth.add(register, energy, at: second, rate: Self.rate(atSecond: second))
      }
      rig.pass(seconds: 30)
    }
  }

  private static func prices(_ first: Int32) -> TariffPrices {
    var prices = TariffPrices()
    for index in 0..<4 { prices.timeOfUse[index] = first + Int32(index) * 1000 }
    return prices
  }

  @Test("A day of solar export on the secondary element, to the Wh")
  func day() throws {
    let medium = PlainMedium(TwinFixture.file)
    let clock = VirtualClock(utcSeconds: Self.start)
    var sizes = TwinFixture.sizes
    sizes[.alerts] = 100
    var rig = try Rig(PlainMemory(medium: medium), clock: clock, sizes: sizes)
    var truth = Truth()
    rig.meter.assign(Self.importer, to: .importSupplier, at: rig.now)
    rig.meter.assign(Self.oldExporter, to: .secondaryExportSupplier, at: rig.now)
    rig.meter.assign(Self.distributor, to: .networkOperator, at: rig.now)
    let export = try #require(MPAN(number: 2_000_054_326_050 + MPAN.checkDigit(ofFirst12: 200_005_432_605)))
    let isSet = rig.meter.setMPAN(export, in: .secondaryExport, at: rig.now)
    #expect(isSet)
    try rig.meter.setTariff(
      .secondaryExport,
      plan: TariffPlan(table: TwinFixture.table([(0, 1), (12, 2), (22, 3), (32, 4)])),
      prices: Self.prices(5000), activation: .now, at: rig.now)

    // Morning; at noon the price change for midnight is set.
    minutes(&rig, &truth, 0..<720)
    try rig.meter.setTariff(
      .secondaryExport, prices: Self.prices(9000),
      activation: .at(Instant(seconds: Self.start + 86_400)), at: rig.now)
    minutes(&rig, &truth, 720..<850)

    // 14:10: the supply is cut for half an hour; the meter is mounted anew.
    rig.meter.supplyWillFail(at: rig.now)
    let later = VirtualClock(utcSeconds: Self.start + 880 * 60)
    let known = rig.truth
    rig = try Rig(PlainMemory(medium: medium), clock: later, sizes: sizes)
    #expect(rig.truth == known)
    minutes(&rig, &truth, 880..<1080)

    // 18:00: another supplier takes the secondary export.
    let before = rig.meter.ids(.billing).upperBound
    rig.meter.assign(Self.newExporter, to: .secondaryExportSupplier, at: rig.now)
    let change = try rig.meter.exportBillingRow(.secondary, before)
    #expect(change?.seconds == UInt32(Self.start + 1080 * 60))
    #expect(change?.total == truth.wattHours(.secondaryActiveExport))
    minutes(&rig, &truth, 1080..<1440)
    let atMidnight = truth
    #expect(rig.meter.activePrice(.secondaryExport) == 9000, "rate 1 at the new price from midnight")
    minutes(&rig, &truth, 1440..<1500)

    try checkRegisters(&rig, truth, atMidnight)
    try checkProfile(&rig, truth)
    try checkOutage(&rig)
    try checkHomeDisplay(&rig, truth, atMidnight)
    try checkParties(&rig, truth)
  }

  private func checkRegisters(_ rig: inout Rig, _ truth: Truth, _ midnight: Truth) throws {
    for register in TwinRegister.allCases {
      #expect(rig.meter.state.registers[register] == truth.wattHours(register), "\(register)")
    }
    for rate in 0..<4 {
      #expect(
        Int64(rig.meter.state.tariff.secondaryExport[rate]) == truth.exportRates[rate], "rate \(rate + 1)")
      #expect(truth.exportRates[rate] > 0, "the day uses every rate")
    }
    let ids = rig.meter.ids(.dailyRead)
    #expect(ids.count == 1)
    let read = try rig.meter.dailyRead(ids.lowerBound)
    #expect(read?.seconds == UInt32(Self.start + 86_400))
    for register in TwinRegister.allCases { #expect(read?[register] == midnight.wattHours(register)) }
    let export = try rig.meter.exportDailyRead(.secondary, ids.lowerBound)
    #expect(export?.total == midnight.wattHours(.secondaryActiveExport))
    for rate in 0..<4 { #expect(export.map { Int64($0.rates[rate]) } == midnight.exportRates[rate]) }
    let day = try rig.meter.dailyConsumption(rig.meter.ids(.dailyConsumption).lowerBound)
    #expect(day?.startSeconds == UInt32(Self.start))
    #expect(day?.energy.secondaryExport == midnight.wattHours(.secondaryActiveExport))
    #expect(day?.energy.primaryExport == midnight.wattHours(.primaryActiveExport))
    #expect(day?.energy.primaryImport == midnight.wattHours(.primaryActiveImport))
    // Two billing rows: the first tariff, the change of supplier, and the price change at midnight.
    var causes: [RegisterSnapshot.Cause] = []
    for id in rig.meter.ids(.billing) {
      if let row = try rig.meter.billingRow(id) { causes.append(row.cause) }
    }
    #expect(causes == [.tariffChanged, .supplierChanged, .tariffChanged])
  }

  private func checkProfile(_ rig: inout Rig, _ truth: Truth) throws {
    let ids = rig.meter.ids(.exportProfile)
    #expect(ids.count == 50)
    var seen = Set<Int64>()
    for id in ids {
      let row = try #require(try rig.meter.exportProfile(id))
      let imports = try #require(try rig.meter.importProfile(id))
      let second = Int64(row.startSeconds) - Self.start
      #expect(seen.insert(second).inserted)
      let expected = truth.halfHours[second] ?? [Int64](repeating: 0, count: 7)
      #expect(Int64(row.secondaryActiveExport) == expected[5], "half hour \(second / 1800)")
      #expect(Int64(row.activeExport) == expected[1])
      #expect(Int64(row.reactiveImport) == expected[2])
      #expect(Int64(row.reactiveExport) == expected[3])
      #expect(Int64(imports.primary) == expected[0])
      #expect(Int64(imports.secondary) == expected[4])
      let isCut = second == 14 * 3600 || second == 14 * 3600 + 1800
      // The first half hour is partial too: the meter began in it.
      #expect(row.flags.contains(.partial) == (isCut || second == 0), "half hour \(second / 1800)")
      #expect(row.coveredSeconds == (second == 14 * 3600 ? 600 : second == 14 * 3600 + 1800 ? 1200 : 1800))
      let settled = try rig.meter.settlementHalfHour(.secondaryExport, id)
      #expect(settled.map { Int64($0.wattHours) } == expected[5])
    }
  }

  private func checkOutage(_ rig: inout Rig) throws {
    var codes: [CodedEvent] = []
    for id in rig.meter.ids(.power) {
      if let entry = try rig.meter.event(id, of: .power) { codes.append(entry) }
    }
    let cut = UInt32(Self.start + 850 * 60)
    #expect(codes.map(\.code) == [0x8F57, 0x8F36])
    #expect(codes.first?.seconds == cut)
    #expect(codes.last?.seconds == cut + 1800)
    #expect(codes.last?.value == cut && codes.last?.extra == 1800)
    var alerts: [UInt16] = []
    while let next = try rig.meter.nextAlert() {
      alerts.append(next.alert.code)
      if next.alert.code == 0x8F36 { #expect(next.alert.detail == AlertRecipient.networkOperator.rawValue) }
      rig.meter.acknowledgeAlert(next.id)
    }
    #expect(alerts.filter { $0 == 0x8F36 }.count == 1)
    #expect(alerts.filter { $0 == 0x8F0A }.count == 3)
  }

  private func checkHomeDisplay(_ rig: inout Rig, _ truth: Truth, _ midnight: Truth) throws {
    let view = try rig.meter.hanSnapshot(at: rig.now)
    #expect(view.hasProvisionalFields)
    #expect(view.secondary.received == UInt64(truth.wattHours(.secondaryActiveExport)))
    #expect(view.primary.received == UInt64(truth.wattHours(.primaryActiveExport)))
    #expect(view.secondary.activeTierReceived == 1)
    #expect(view.secondary.priceReceived == 9000)
    #expect(view.secondary.exportMPAN != nil && view.primary.exportMPAN == nil)
    for rate in 0..<4 { #expect(Int64(view.secondary.tiersReceived[rate]) == truth.exportRates[rate]) }
    let yesterday = midnight.wattHours(.secondaryActiveExport)
    let today = truth.wattHours(.secondaryActiveExport) - yesterday
    #expect(view.secondary.historyReceived.day == today)
    #expect(view.secondary.historyReceived.previousDays[0] == yesterday)
    #expect(view.secondary.historyReceived.week == today + yesterday)
    #expect(view.secondary.historyReceived.month == today + yesterday)
    #expect(view.secondary.instantaneousDemandWatts < 0)
    var attributes: [UInt16: HANAttribute] = [:]
    view.secondary.forEachAttribute { attributes[$0.identifier] = $0 }
    #expect(attributes[0x0001]?.value == UInt64(truth.wattHours(.secondaryActiveExport)))
    #expect(attributes[0x0107].map { Int64($0.value) } == truth.exportRates[3])
    #expect(attributes[0x0107]?.isProvisional == true && attributes[0x0000]?.isProvisional == false)
    var intervals = [UInt32](repeating: 0, count: 24)
    var span = intervals.mutableSpan
    let count = try rig.meter.hanProfile(
      .secondary, .received, endSeconds: UInt32(Self.start + 86_400 + 1799), into: &span)
    #expect(count == 24)
    for index in 0..<24 {
      let second = 86_400 - Int64(index + 1) * 1800
      #expect(intervals[index] == (truth.halfHours[second].map { UInt32($0[5]) } ?? 0))
    }
  }

  private func checkParties(_ rig: inout Rig, _ truth: Truth) throws {
    func may(_ service: PartyService, _ identity: UInt64) -> Bool {
      rig.meter.judge(service, from: identity, isSigned: false).isGranted
    }
    // The new supplier sees the secondary export and nothing else; the old one nothing.
    #expect(may(.readSecondaryExportRegisters, Self.newExporter))
    #expect(may(.readSecondaryExportProfile, Self.newExporter))
    #expect(may(.readSecondaryExportDaily, Self.newExporter))
    #expect(!may(.readExportRegisters, Self.newExporter) && !may(.readImportRegisters, Self.newExporter))
    for service in PartyService.allCases { #expect(!may(service, Self.oldExporter)) }
    #expect(may(.readImportRegisters, Self.importer) && !may(.readSecondaryExportRegisters, Self.importer))
    #expect(may(.readSecondaryExportProfile, Self.distributor) && may(.readExportProfile, Self.distributor))
    let reading = rig.meter.exportReading(.secondary)
    #expect(reading?.total == truth.wattHours(.secondaryActiveExport))
    #expect(reading?.isProvisional == true && reading?.activeRate == 1)
    #expect(rig.meter.exportReading(.primary)?.total == truth.wattHours(.primaryActiveExport))
    // Every report of the primary export has its counterpart, but for the highest demand.
    for report in ExportReport.allCases {
      #expect(report.exists(for: .secondary, .mp184) == (report != .maximumDemand))
      #expect(report.exists(for: .primary, .published) && !report.exists(for: .secondary, .published))
    }
  }
}
