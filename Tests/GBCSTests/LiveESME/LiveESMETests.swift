import HAL
import LiveESME
import MeterCore
import MockHAL
import Testing

@testable import GBCS

/// GBCS commands on the real twin-element meter, its memory and its tariffs.
struct LiveESMETests {
  typealias Live = LiveESME<4096, EmulatedMemory>

  /// A live meter behind an endpoint, and the clock that drives it.
  struct Rig {
    /// 2026-03-02T00:00:00Z in seconds since 1970, and since 2000.
    static let start: Int64 = 1_772_409_600
    static let startSince2000 = UInt32(start - 946_684_800)

    let clock = VirtualClock(utcSeconds: start)
    var factory = CommandFactory()
    var endpoint: ESMEEndpoint<Live>

    init(keys: KeyRing? = nil) throws {
      let geometry = NonVolatileGeometry(
        sizeBytes: 2 * 1024 * 1024, eraseBlockBytes: 4096, programUnitBytes: 8, isOverwritable: true)
      var configuration = TwinElementConfiguration()
      configuration.capabilities = .mp184
      var meter = try Live.Meter(
        configuration, memory: EmulatedMemory(EmulatedMedium(geometry)),
        sizes: TwinLogSizes(
          capacities: [120, 120, 6, 6, 10, 20, 20, 20, 10, 20, 5, 10, 20], stateRecords: 4),
        format: .whenNothingValid)
      meter.begin(at: Tick(nanoseconds: 0), reading: clock.read(), cause: .supplyRestored, boot: .unknown)
      let clock = clock
      let live = Live(
        meter: meter, now: { Tick(nanoseconds: clock.nowNanoseconds()) }, hubTime: { _ in clock.read() })
      endpoint = ESMEEndpoint(
        device: live, identity: .device, parties: .reference, keys: keys ?? factory.keys,
        capabilities: Capabilities(provisionalSecondaryExport: true))
    }

    /// Exports or imports `watts` for `minutes`.
    func run(_ watts: [TwinRegister: Int64], minutes: Int) {
      for _ in 0..<minutes {
        clock.advance(byNanoseconds: 60_000_000_000)
        let now = Tick(nanoseconds: clock.nowNanoseconds())
        endpoint.device.meter.advance(to: now)
        for register in TwinRegister.allCases {
          guard let power = watts[register] else { continue }
          endpoint.device.meter.book(
            element: register.element, quantity: register.quantity,
            energy: Energy(microwattHours: power * 1_000_000 / 60), at: now)
        }
      }
    }

    mutating func send(
      _ code: UInt16, _ accesses: [Access], from originator: EntityIdentifier = .supplier
    ) throws -> [AccessResult] {
      let command = try factory.command(
        code, from: originator, accesses, onBehalfOf: originator == .broker ? CommandFactory.exporter : nil)
      return results(try endpoint.respond(to: command.encoded()))
    }

    /// A whole switching table of one day profile, and prices 1000, 2000 … for rates 1 to 4.
    func tariff(
      _ actions: [(hour: UInt8, selector: UInt16)], calendar: LogicalName, special: LogicalName,
      specialActivation: LogicalName, charge: LogicalName, at time: COSEMDateTime
    ) -> [Access] {
      let always = COSEMDateTime([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0x80, 0, 0xFF])!
      let season = Tariff.Season(name: [1], start: always, week: [1])
      let day = Tariff.Day(
        identifier: 1,
        actions: actions.map {
          Tariff.Action(time: [$0.hour, 0, 0, 0], script: "0-0:10.0.100", selector: $0.selector)
        })
      return [
        Access(.set, ObjectAttribute(113, charge, 6), data: Self.prices.data),
        Access(.set, ObjectAttribute(20, calendar, 7), data: .array([season.data])),
        Access(
          .set, ObjectAttribute(20, calendar, 8),
          data: .array([Tariff.Week(name: [1], days: [1, 1, 1, 1, 1, 1, 1]).data])),
        Access(.set, ObjectAttribute(20, calendar, 9), data: .array([day.data])),
        Access(.set, ObjectAttribute(11, special, 2), data: .array([])),
        Access(.set, ObjectAttribute(20, calendar, 10), data: .dateTime(time)),
        Access(.set, ObjectAttribute(9000, specialActivation, 6), data: .dateTime(time)),
        Access(.set, ObjectAttribute(113, charge, 7), data: .dateTime(time)),
      ]
    }

    static var prices: PriceMatrix {
      var prices = PriceMatrix()
      prices.commodityScale = 3
      prices.priceScale = -5
      prices.commodity = ObjectAttribute(3, "1-20:2.8.0", 2)
      prices.prices = (1...4).map { PriceMatrix.Price(label: [UInt8($0)], price: Int16($0) * 1000) }
      return prices
    }
  }

  private func select(_ name: LogicalName, _ from: UInt32, _ to: UInt32) -> Access {
    Access(
      .getSelected(
        1,
        .structure([
          .structure([.uint16(1), .octetString([0, 0, 94, 44, 100, 255]), .int8(2), .uint16(0)]),
          .uint32(from),
          .uint32(to), .array([]),
        ])), ObjectAttribute(7, name, 2))
  }

  @Test func secondaryExportFromTariffToProfile() throws {
    var rig = try Rig()
    // Export rates 1 from 00:00 and 3 from 02:00.
    let written = try rig.send(
      0xF8B7,
      rig.tariff(
        [(0, 211), (2, 213)], calendar: "0-0:13.0.2", special: "0-1:11.0.2",
        specialActivation: "0-0:94.44.128.200", charge: "0-0:19.20.6", at: .immediately))
    #expect(written.allSatisfy { $0.code == .success }, "\(written)")
    rig.run([.secondaryActiveExport: 6000, .primaryActiveExport: 60], minutes: 180)
    let register = try rig.send(
      0xF826,
      [
        Access(.get, ObjectAttribute(3, "1-20:2.8.0", 2)), Access(.get, ObjectAttribute(3, "1-20:2.8.0", 3)),
      ], from: .broker)
    #expect(register[0].data == .uint32(18_000))
    let rates = try rig.send(
      0xF829, [Access(.get, ObjectAttribute(1, "0-0:94.44.34.200", 2))], from: .broker)
    // What is booked at 02:00 exactly belongs to the rate that begins then.
    #expect(rates[0].data == .array([11_900, 0, 6100, 0].map { .uint32($0) }))
    let start = Rig.startSince2000
    let profile = try rig.send(0xF836, [select("0-0:99.1.200", start, start + 3 * 3600)], from: .broker)
    let rows = try #require(MeterLog.profileSecondaryExport.entries(in: profile[0].data, twin: true))
    #expect(rows.first?.time == start + 1800)
    #expect(rows.count >= 5)
    #expect(rows.dropFirst().allSatisfy { $0.values == [.unsigned(3000)] })
    // The primary element's export is its own.
    let primary = try rig.send(
      0x0026,
      [
        Access(.get, ObjectAttribute(3, "1-0:2.8.0", 2)), Access(.get, ObjectAttribute(3, "1-0:2.8.0", 3)),
        Access(.get, ObjectAttribute(3, "1-0:4.8.0", 2)), Access(.get, ObjectAttribute(3, "1-0:4.8.0", 3)),
      ], from: .networkOperator)
    #expect(primary[0].data == .uint32(180))
    let read = try rig.send(
      0xF8BD,
      [
        Access(.get, ObjectAttribute(113, "0-0:19.20.6", 5)),
        Access(.get, ObjectAttribute(11, "0-0:11.0.2", 2)),
        Access(.get, ObjectAttribute(20, "0-0:13.0.2", 3)),
        Access(.get, ObjectAttribute(20, "0-0:13.0.2", 4)),
        Access(.get, ObjectAttribute(20, "0-0:13.0.2", 5)),
      ], from: .broker)
    #expect(read[0].data == Rig.prices.data)
    #expect(Tariff.Day.list(read[4].data)?.first?.actions.map(\.selector) == [211, 213])
  }

  @Test func futureDatedTariffSwapsWhole() throws {
    var rig = try Rig()
    let when = COSEMDateTime(secondsSince2000: Rig.startSince2000 + 3600)
    let written = try rig.send(
      0x00B7,
      rig.tariff(
        [(0, 202)], calendar: "0-0:13.0.1", special: "0-1:11.0.1", specialActivation: "0-0:94.44.128.30",
        charge: "0-0:19.20.5", at: when))
    #expect(written.allSatisfy { $0.code == .success }, "\(written)")
    rig.run([.secondaryActiveImport: 6000], minutes: 120)
    let registers = try rig.endpoint.device.tariffRegisters(.secondaryTimeOfUse)
    #expect(registers == [5900, 6100, 0, 0])
    #expect(try rig.endpoint.device.energy(.secondaryActiveImport) == 12_000)
    #expect(
      try rig.endpoint.device.tariff(.secondaryImport).prices.prices.map(\.price) == [1000, 2000, 3000, 4000])
  }

  @Test func cancelledTariffNeverComes() throws {
    var rig = try Rig()
    for time in [COSEMDateTime(secondsSince2000: Rig.startSince2000 + 3600), .never] {
      _ = try rig.send(
        0x00B7,
        rig.tariff(
          [(0, 202)], calendar: "0-0:13.0.1", special: "0-1:11.0.1", specialActivation: "0-0:94.44.128.30",
          charge: "0-0:19.20.5", at: time))
    }
    rig.run([.secondaryActiveImport: 6000], minutes: 120)
    #expect(try rig.endpoint.device.tariffRegisters(.secondaryTimeOfUse) == [12_000, 0, 0, 0])
  }

  @Test func aTariffTheMeterCannotHoldIsRefused() throws {
    var rig = try Rig()
    let before = try rig.endpoint.device.tariff(.secondaryImport)
    // 205 is no script selector of the secondary element.
    let refused = try rig.send(
      0x00B7,
      rig.tariff(
        [(0, 205)], calendar: "0-0:13.0.1", special: "0-1:11.0.1", specialActivation: "0-0:94.44.128.30",
        charge: "0-0:19.20.5", at: .immediately))
    #expect(refused.contains { $0.code == .typeUnmatched })
    #expect(try rig.endpoint.device.tariff(.secondaryImport) == before)
  }

  @Test func fourMPANs() throws {
    var rig = try Rig()
    func set(_ code: UInt16, _ target: ObjectAttribute, _ text: String, _ from: EntityIdentifier) throws
      -> UInt8
    {
      try rig.send(code, [Access(.set, target, data: .octetString(Array(text.utf8)))], from: from)[0].code
        .value
    }
    let imports = ObjectAttribute(1, "0-0:94.44.34.11", 2)
    let export = ObjectAttribute(1, "1-0:0.0.2", 2)
    let secondary = ObjectAttribute(1, "1-20:0.0.2", 2)
    #expect(try set(0x004C, imports, "1000000000003" + "0000000000029", .supplier) == 0)
    #expect(try set(0x004D, export, "1000000000003", .broker) == 0)
    #expect(try set(0xF84D, secondary, "1000000000004", .broker) == 12, "a wrong check digit")
    #expect(try set(0xF84D, secondary, "0000000000029", .broker) == 0)
    let all = try rig.send(0xF84E, [imports, export, secondary].map { Access(.get, $0) })
    #expect(
      all.map { String(decoding: $0.data.octets ?? [], as: UTF8.self) } == [
        "10000000000030000000000029", "1000000000003", "0000000000029",
      ])
  }

  @Test func supplyAndClock() throws {
    var rig = try Rig()
    let script = ObjectAttribute(9, "0-0:10.0.106", 1)
    let state = Access(.get, ObjectAttribute(70, "0-0:96.3.10", 3))
    #expect(try rig.send(0x0050, [Access(.action, script, data: .uint16(52))])[0].code == .success)
    #expect(try rig.send(0x0052, [state])[0].data == .enumeration(0))
    #expect(try rig.send(0x004F, [Access(.action, script, data: .uint16(51))])[0].code == .success)
    #expect(try rig.send(0x0052, [state])[0].data == .enumeration(1))
    // The hub is 11 s ahead: beyond the rule, though inside the window.
    rig.run([:], minutes: 1)
    let clock = LogicalName("0-0:1.0.0")
    func setClock() throws -> [UInt8] {
      let now = Rig.startSince2000 + 60
      return try rig.send(
        0x0062,
        [
          Access(.set, ObjectAttribute(8, clock, 9), data: .enumeration(5)),
          Access(
            .action, ObjectAttribute(8, clock, 5),
            data: .structure([
              .dateTime(.never), .dateTime(COSEMDateTime(secondsSince2000: now - 60)),
              .dateTime(COSEMDateTime(secondsSince2000: now + 60)),
            ])), Access(.action, ObjectAttribute(8, clock, 4), data: .int16(0)),
          Access(.get, ObjectAttribute(8, clock, 2)), Access(.get, ObjectAttribute(8, clock, 4)),
        ]
      ).map(\.code.value)
    }
    rig.clock.stepWall(byNanoseconds: 11_000_000_000)
    #expect(try setClock() == [0, 0, 2, 250, 250])
    rig.clock.stepWall(byNanoseconds: -2_000_000_000)
    #expect(try setClock() == [0, 0, 0, 0, 0])
    #expect(rig.endpoint.device.time == Rig.startSince2000 + 69)
  }

  /// The meter's table of provisional objects and this module's are one.
  @Test func provisionalObjectsAgree() {
    let pairs: [(ProvisionalObject, LogicalName)] = [
      (.secondaryActiveExportRegister, ProvisionalSecondaryExport.register),
      (.secondaryExportTariffRegisters, ProvisionalSecondaryExport.timeOfUse),
      (.secondaryExportSwitchingTable, ProvisionalSecondaryExport.calendar),
      (.secondaryExportSpecialDays, ProvisionalSecondaryExport.specialDays),
      (.secondaryExportCharge, ProvisionalSecondaryExport.charge),
      (.secondaryExportDailyReadLog, ProvisionalSecondaryExport.dailyLog),
      (.secondaryExportProfile, ProvisionalSecondaryExport.profile),
      (.secondaryExportMPAN, ProvisionalSecondaryExport.mpan),
    ]
    for (object, name) in pairs {
      let own = object.logicalName
      // 94.44 objects end in F: the published ones of that group do too.
      #expect((0..<6).map { own[$0] } == name.octets, "\(object)")
    }
  }
}
