import HAL
import LiveESME
import MeterCore
import Testing

@testable import GBCS

/// The day MP184 is for, as its parties live it: everything goes through protected frames. Solar exports on the secondary
/// element over four rates, a price changes at midnight, the export supplier changes, the supply is cut. What each
/// party reads is right to the Wh against a plain sum, and what it may not read is refused.
struct MP184DayFrameTests {
  private static let start = LiveRig.startSince2000

  /// Watts of a minute of the day.
  private static func watts(_ minute: Int) -> [TwinRegister: Int64] {
    let day = Int64(minute % 1440)
    let sun = max(3600 - (day - 780) * (day - 780) / 36, 0)
    let battery: Int64 = day < 90 || day > 1320 ? 780 : 0
    return [
      .primaryActiveImport: 240 + day * 7919 % 1300 / 60 * 60, .primaryActiveExport: day % 211 < 20 ? 540 : 0,
      .secondaryActiveImport: day > 1140 && day < 1300 ? 7200 : 0,
      .secondaryActiveExport: sun / 60 * 60 + battery,
    ]
  }

  /// Rates of the export tariff: 1 to 06:00, 2 to 11:00, 3 to 16:00, 4 to midnight.
  private static func rate(_ minute: Int) -> Int {
    [6, 11, 16, 24].firstIndex { minute % 1440 / 60 < $0 } ?? 3
  }

  /// Whole Wh of the exporter's register by rate, and by half hour.
  private struct Truth {
    var microwattHours: [TwinRegister: Int64] = [:]
    var rates = [UInt32](repeating: 0, count: 4)
    var halfHours: [UInt32: UInt32] = [:]

    mutating func add(minute: Int) {
      for (register, power) in MP184DayFrameTests.watts(minute) where power > 0 {
        let before = microwattHours[register, default: 0]
        let after = before + power * 1_000_000 / 60
        microwattHours[register] = after
        guard register == .secondaryActiveExport else { continue }
        let advance = UInt32(after / 1_000_000 - before / 1_000_000)
        rates[MP184DayFrameTests.rate(minute)] += advance
        halfHours[start + UInt32(minute / 30 * 1800) + 1800, default: 0] += advance
      }
    }

    func wattHours(_ register: TwinRegister) -> UInt32 {
      UInt32(microwattHours[register, default: 0] / 1_000_000)
    }
  }

  private func minutes(_ rig: LiveRig, _ truth: inout Truth, _ range: Range<Int>) {
    for minute in range {
      rig.run(Self.watts(minute), minutes: 1)
      truth.add(minute: minute)
    }
  }

  private func prices(_ first: Int16) -> PriceMatrix {
    var prices = PriceMatrix()
    prices.commodityScale = 3
    prices.priceScale = -5
    prices.commodity = ObjectAttribute(3, "1-20:2.8.0", 2)
    prices.prices = (0..<4).map { PriceMatrix.Price(label: [UInt8($0 + 1)], price: first + Int16($0) * 1000) }
    return prices
  }

  private let registers = [
    Access(.get, ObjectAttribute(3, "1-20:2.8.0", 2)), Access(.get, ObjectAttribute(3, "1-20:2.8.0", 3)),
  ]
  private let rates = [Access(.get, ObjectAttribute(1, "0-0:94.44.34.200", 2))]

  @Test("A day of solar export on the secondary element, read by each party through frames, to the Wh")
  func day() throws {
    var rig = try LiveRig()
    var truth = Truth()
    try setTariff(&rig)
    let mpan = DLMSData.octetString(Array("0000000000029".utf8))
    let named = try rig.send(
      0xF84D, [Access(.set, ObjectAttribute(1, "1-20:0.0.2", 2), data: mpan)], from: LiveRig.exporter)
    #expect(named[0].code == .success)
    minutes(rig, &truth, 0..<720)
    // At noon its supplier sets the price that applies from midnight.
    let midnight = COSEMDateTime(secondsSince2000: Self.start + 86_400)
    try setPrice(&rig, prices(9000), at: midnight, from: LiveRig.exporter)
    minutes(rig, &truth, 720..<850)
    try rig.cutSupply(minutes: 30)
    minutes(rig, &truth, 880..<1080)
    // 18:00: another supplier. What the old one set still comes, and is the new one's to replace.
    rig.live.meter.assign(LiveRig.newExporter.value, to: .secondaryExportSupplier, at: rig.now)
    #expect(throws: CommandRefusal.self) { try rig.send(0xF826, registers, from: LiveRig.exporter) }
    minutes(rig, &truth, 1080..<1440)
    let atMidnight = truth
    minutes(rig, &truth, 1440..<1500)

    try checkExporter(&rig, truth, atMidnight)
    try checkNetworkOperator(&rig, truth)
    try checkImportSupplier(&rig, truth)
    try checkOtherUser(&rig, truth)
    for register in [TwinRegister.primaryActiveImport, .primaryActiveExport, .secondaryActiveImport] {
      #expect(rig.live.meter.state.registers[register] == truth.wattHours(register), "\(register)")
    }
  }

  private func setTariff(_ rig: inout LiveRig) throws {
    let legacy = try LiveESMETests.Rig()
    var accesses = legacy.tariff(
      [(0, 211), (6, 212), (11, 213), (16, 214)], calendar: "0-0:13.0.2", special: "0-1:11.0.2",
      specialActivation: "0-0:94.44.128.200", charge: "0-0:19.20.6", at: .immediately)
    accesses[0] = Access(.set, ObjectAttribute(113, "0-0:19.20.6", 6), data: prices(5000).data)
    let command = try rig.frame(0xF8B7, accesses, from: LiveRig.exporter)
    let answers = results(try rig.endpoint.respond(to: command.encoded()))
    #expect(answers.allSatisfy { $0.code == .success }, "\(answers)")
  }

  private func setPrice(
    _ rig: inout LiveRig, _ prices: PriceMatrix, at time: COSEMDateTime, from party: EntityIdentifier
  ) throws {
    let command = try rig.frame(
      0xF8C7,
      [
        Access(.set, ObjectAttribute(113, "0-0:19.20.6", 6), data: prices.data),
        Access(.set, ObjectAttribute(113, "0-0:19.20.6", 7), data: .dateTime(time)),
      ], from: party)
    let answers = results(try rig.endpoint.respond(to: command.encoded()))
    #expect(answers.allSatisfy { $0.code == .success })
  }

  private func checkExporter(_ rig: inout LiveRig, _ truth: Truth, _ midnight: Truth) throws {
    let who = LiveRig.newExporter
    let total = try rig.send(0xF826, registers, from: who)
    #expect(total[0].data == .uint32(truth.wattHours(.secondaryActiveExport)))
    let read = try rig.send(0xF829, rates, from: who)
    #expect(read[0].data == .array(truth.rates.map { .uint32($0) }))
    #expect(truth.rates.allSatisfy { $0 > 0 }, "the day uses every rate")
    #expect(truth.rates.reduce(0, +) == truth.wattHours(.secondaryActiveExport))
    try checkProfile(&rig, truth, who)
    let daily = try rig.send(
      0xF835, [LiveRig.select("0-0:98.1.200", Self.start, Self.start + 2 * 86_400)], from: who)
    let days = try #require(MeterLog.dailySecondaryExport.entries(in: daily[0].data, twin: true))
    #expect(
      days == [
        LogEntry(
          time: Self.start + 86_400, values: [.unsigned(midnight.wattHours(.secondaryActiveExport))])
      ])
    // The price that its predecessor set for midnight is in force.
    let tariff = try rig.send(
      0xF8BD,
      [
        Access(.get, ObjectAttribute(113, "0-0:19.20.6", 5)),
        Access(.get, ObjectAttribute(11, "0-0:11.0.2", 2)),
        Access(.get, ObjectAttribute(20, "0-0:13.0.2", 3)),
        Access(.get, ObjectAttribute(20, "0-0:13.0.2", 4)),
        Access(.get, ObjectAttribute(20, "0-0:13.0.2", 5)),
      ], from: who)
    #expect(tariff[0].data == prices(9000).data)
    // It may read nothing of the primary element, nor the import.
    #expect(throws: CommandRefusal.self) { try rig.send(0x0026, Self.primaryExport, from: who) }
  }

  private static let primaryExport = [
    Access(.get, ObjectAttribute(3, "1-0:2.8.0", 2)), Access(.get, ObjectAttribute(3, "1-0:2.8.0", 3)),
    Access(.get, ObjectAttribute(3, "1-0:4.8.0", 2)), Access(.get, ObjectAttribute(3, "1-0:4.8.0", 3)),
  ]

  private func checkProfile(_ rig: inout LiveRig, _ truth: Truth, _ who: EntityIdentifier) throws {
    let profile = try rig.send(
      0xF836, [LiveRig.select("0-0:99.1.200", Self.start, Self.start + 90_000)], from: who)
    let rows = try #require(MeterLog.profileSecondaryExport.entries(in: profile[0].data, twin: true))
    #expect(rows.count == 50)
    for row in rows {
      #expect(row.values == [.unsigned(truth.halfHours[row.time] ?? 0)], "half hour to \(row.time)")
    }
  }

  private func checkNetworkOperator(_ rig: inout LiveRig, _ truth: Truth) throws {
    let who = EntityIdentifier.networkOperator
    #expect(
      try rig.send(0xF826, registers, from: who)[0].data == .uint32(truth.wattHours(.secondaryActiveExport)))
    #expect(
      try rig.send(0x0026, Self.primaryExport, from: who)[0].data
        == .uint32(truth.wattHours(.primaryActiveExport)))
    try checkProfile(&rig, truth, who)
    #expect(throws: CommandRefusal.self) {
      try rig.send(0xF835, [LiveRig.select("0-0:98.1.200", 0, .max)], from: who)
    }
    let power = try rig.send(
      0x0049, [LiveRig.select("0-0:99.98.1", Self.start, Self.start + 90_000)], from: who)
    #expect(power[0].code == .success)
  }

  private func checkImportSupplier(_ rig: inout LiveRig, _ truth: Truth) throws {
    let who = EntityIdentifier.supplier
    let request = rig.factory.protectedRequest([ObjectAttribute(1, "0-0:94.44.34.10", 2)], from: who)
    let command = try rig.frame(
      0x0027, [Access(.action, ObjectAttribute(30, "0-0:43.2.8", 1), data: request)], from: who)
    let response = try rig.endpoint.respond(to: command.encoded())
    let opened = try AttributeProtection(keys: rig.factory.keys).open(response)
    let values = try DLMSData(decoding: try #require(opened.first))
    // One item, the import registers: active, reactive, secondary.
    let parts = try #require(values.elements?.first?.elements)
    #expect(parts[0] == .uint32(truth.wattHours(.primaryActiveImport)))
    #expect(parts[4] == .uint32(truth.wattHours(.secondaryActiveImport)))
    #expect(throws: CommandRefusal.self) { try rig.send(0xF826, registers, from: who) }
    #expect(throws: CommandRefusal.self) { try rig.send(0x0026, Self.primaryExport, from: who) }
  }

  private func checkOtherUser(_ rig: inout LiveRig, _ truth: Truth) throws {
    let who = LiveRig.otherUser
    try checkProfile(&rig, truth, who)
    #expect(throws: CommandRefusal.self) { try rig.send(0xF826, registers, from: who) }
    #expect(throws: CommandRefusal.self) { try rig.send(0xF829, rates, from: who) }
  }
}
