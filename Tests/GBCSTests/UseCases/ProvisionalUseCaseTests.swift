import Testing

@testable import GBCS

/// MP184's twins: they work behind the capability, and are unknown without it.
struct ProvisionalUseCaseTests {
  let export = CommandFactory.exporter

  var meter: SimulatedESME {
    var meter = SimulatedESME(time: 700_000_000, hasSecondaryElement: true)
    meter.energies[.secondaryActiveExport] = 123_456
    meter.matrices[.secondaryExportTimeOfUse] = [1, 2, 3, 123_450]
    meter.logs[.profileSecondaryExport] = (0..<96).map {
      LogEntry(time: 699_000_000 + 1800 * $0, values: [.unsigned($0 * 7)])
    }
    meter.logs[.dailySecondaryExport] = (0..<31).map {
      LogEntry(time: 697_000_000 + 86_400 * $0, values: [.unsigned($0 * 1000)])
    }
    return meter
  }

  private func run(
    _ code: UInt16, _ accesses: [Access], _ factory: inout CommandFactory,
    _ endpoint: inout ESMEEndpoint<SimulatedESME>, from originator: EntityIdentifier = .broker
  ) throws -> [AccessResult] {
    let command = try factory.command(
      code, from: originator, accesses, onBehalfOf: originator == .broker ? export : nil)
    let response = try endpoint.respond(to: command.encoded())
    if response.seal.mac != nil {
      try FrameProtection(keys: factory.keys).verifyMAC(of: response, with: originator)
    } else {
      try FrameProtection(keys: factory.keys).verifySignature(of: response)
    }
    #expect(try Frame(decoding: response.encoded()) == response)
    return results(response)
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

  @Test func withoutTheCapabilityTheyAreRefused() throws {
    var factory = CommandFactory()
    for useCase in ProvisionalSecondaryExport.useCases {
      var endpoint = factory.endpoint(meter)
      let command = try factory.command(
        useCase.code.value, from: .broker, [Access(.get, ObjectAttribute(3, "1-20:2.8.0", 2))],
        onBehalfOf: export)
      #expect(throws: CommandRefusal.provisionalUseCase(useCase.code)) {
        try endpoint.handle(command.encoded())
      }
    }
    // And their objects are not there for a published use case.
    #expect(BoundAttribute.published[ObjectAttribute(3, "1-20:2.8.0", 2)] == nil)
  }

  @Test func registersAndLogs() throws {
    var factory = CommandFactory()
    var endpoint = factory.endpoint(meter, Capabilities(provisionalSecondaryExport: true))
    let register = LogicalName("1-20:2.8.0")
    let values = try run(
      0xF826, [Access(.get, ObjectAttribute(3, register, 2)), Access(.get, ObjectAttribute(3, register, 3))],
      &factory, &endpoint)
    #expect(values.map(\.data) == [.uint32(123_456), .structure([.int8(0), .enumeration(30)])])
    let rates = try run(0xF829, [Access(.get, ObjectAttribute(1, "0-20:94.44.34.1", 2))], &factory, &endpoint)
    #expect(rates[0].data == .array([1, 2, 3, 123_450].map { .uint32($0) }))
    // Both bounds are inclusive: a day has 49 half hours.
    let profile = try run(
      0xF836, [select("0-20:99.1.1", 699_000_000, 699_086_400)], &factory, &endpoint)
    let rows = try #require(MeterLog.profileSecondaryExport.entries(in: profile[0].data, twin: true))
    #expect(rows.count == 49)
    #expect(rows.first?.values == [.unsigned(0)])
    #expect(rows.last?.values == [.unsigned(48 * 7)])
    let daily = try run(0xF835, [select("0-20:98.1.10", 0, .max)], &factory, &endpoint)
    #expect(MeterLog.dailySecondaryExport.entries(in: daily[0].data, twin: true)?.count == 31)
  }

  @Test func fourthMPAN() throws {
    var factory = CommandFactory()
    var endpoint = factory.endpoint(meter, Capabilities(provisionalSecondaryExport: true))
    let target = ObjectAttribute(1, "1-20:0.0.2", 2)
    let mpan = "2000000000022"
    let refused = try run(
      0xF84D, [Access(.set, target, data: .octetString(Array("20000".utf8)))], &factory, &endpoint)
    #expect(refused[0].code == .typeUnmatched)
    #expect(endpoint.device.mpans[.secondaryExport] == nil)
    let set = try run(
      0xF84D, [Access(.set, target, data: .octetString(Array(mpan.utf8)))], &factory, &endpoint)
    #expect(set[0].code == .success)
    endpoint.device.mpans[.primaryImport] = "1000000000018"
    endpoint.device.mpans[.secondaryImport] = "1000000000027"
    endpoint.device.mpans[.primaryExport] = "1000000000036"
    let all = try run(
      0xF84E,
      [
        Access(.get, ObjectAttribute(1, "0-0:94.44.34.11", 2)),
        Access(.get, ObjectAttribute(1, "1-0:0.0.2", 2)),
        Access(.get, target),
      ], &factory, &endpoint)
    #expect(
      all.map { String(decoding: $0.data.octets ?? [], as: UTF8.self) } == [
        "10000000000181000000000027", "1000000000036", mpan,
      ])
  }

  @Test func tariffFutureDatedAndCancelled() throws {
    var factory = CommandFactory()
    var endpoint = factory.endpoint(meter, Capabilities(provisionalSecondaryExport: true))
    let charge = LogicalName("0-20:19.20.5")
    var prices = PriceMatrix()
    prices.priceScale = -5
    prices.commodity = ObjectAttribute(3, "1-20:2.8.0", 2)
    prices.prices = (1...4).map { PriceMatrix.Price(label: [UInt8($0)], price: Int16($0) * 1000) }
    func set(_ time: COSEMDateTime) throws -> [AccessResult] {
      try run(
        0xF8C7,
        [
          Access(.set, ObjectAttribute(113, charge, 6), data: prices.data),
          Access(.set, ObjectAttribute(113, charge, 7), data: .dateTime(time)),
        ], &factory, &endpoint, from: .supplier)
    }
    #expect(try set(COSEMDateTime(secondsSince2000: 700_000_600)).map(\.code) == [.success, .success])
    endpoint.device.advance(to: 700_000_599)
    #expect(endpoint.device.tariffs[.secondaryExport]?.prices == nil)
    endpoint.device.advance(to: 700_000_600)
    #expect(endpoint.device.tariffs[.secondaryExport]?.prices == prices)
    prices.prices[0].price = 9
    _ = try set(COSEMDateTime(secondsSince2000: 700_001_000))
    _ = try set(.never)
    endpoint.device.advance(to: 700_002_000)
    #expect(endpoint.device.tariffs[.secondaryExport]?.prices.prices[0].price == 1000)
    let read = try run(
      0xF8BD,
      [
        Access(.get, ObjectAttribute(113, charge, 5)), Access(.get, ObjectAttribute(11, "0-20:11.0.1", 2)),
        Access(.get, ObjectAttribute(20, "0-20:13.0.1", 3)),
        Access(.get, ObjectAttribute(20, "0-20:13.0.1", 4)),
        Access(.get, ObjectAttribute(20, "0-20:13.0.1", 5)),
      ], &factory, &endpoint)
    #expect(read[0].data == endpoint.device.tariffs[.secondaryExport]?.prices.data)
    // The other plans know nothing of it.
    #expect(endpoint.device.tariffs[.secondaryImport] == nil)
    #expect(endpoint.device.tariffs[.primaryImport] == nil)
  }
}
