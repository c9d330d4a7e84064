import Testing

@testable import GBCS

/// What a use case writes is what another reads, on one live meter.
struct TariffUseCaseTests {
  @Test(.referenceData) func aTariffSetFromAReferenceFrameIsReadBack() throws {
    let entry = try ReferenceData.frame("ECS01a_1.1.1_IMMEDIATE_TOU_SUCCESS_PRECOMMAND")
    let protection = FrameProtection(keys: ReferenceData.keys)
    let command = try protection.macked(try protection.signed(entry.frame), with: .broker)
    var endpoint = RefusalTests.endpoint()
    #expect(results(try endpoint.respond(to: command.encoded())).allSatisfy { $0.code == .success })
    guard case .accessRequest(let request) = entry.frame.payload else { return }
    let written = Dictionary(
      request.accesses.map { ($0.target, $0.data) }, uniquingKeysWith: { first, _ in first })
    let binding = ObjectBinding(provisional: false)
    func read(_ target: ObjectAttribute) throws -> DLMSData {
      try binding.read(target, range: nil, endpoint.device)
    }
    for index in UInt8(3)...5 {
      #expect(
        try read(ObjectAttribute(20, "0-0:13.0.0", index))
          == written[ObjectAttribute(20, "0-0:13.0.0", index + 4)])
    }
    #expect(try read(ObjectAttribute(11, "0-0:11.0.0", 2)) == written[ObjectAttribute(11, "0-1:11.0.0", 2)])
    for row in UInt8(11)...18 {
      #expect(
        try read(ObjectAttribute(21, LogicalName(0, 0, 16, 0, row), 2))
          == written[ObjectAttribute(21, LogicalName(0, 0, 16, 1, row), 2)])
    }
    for charge in [LogicalName("0-0:19.20.0"), "0-0:19.20.4"] {
      #expect(try read(ObjectAttribute(113, charge, 5)) == written[ObjectAttribute(113, charge, 6)])
    }
    #expect(endpoint.device.tariffs[.primaryImport]?.prices.prices.count == 80)
  }

  @Test(.referenceData) func aClockOutsideTheWindowIsRefused() throws {
    let entry = try ReferenceData.frame("ECS70Commission_8.1.1_SUCCESS_COMMAND")
    var endpoint = RefusalTests.endpoint()
    endpoint.device.hubTime = 473_385_600 + 11
    let outside = results(try endpoint.respond(to: entry.bytes))
    #expect(outside.map(\.code.value) == [0, 0, 2, 250, 250])
    #expect(endpoint.device.time == 473_385_600)
    endpoint = RefusalTests.endpoint()
    endpoint.device.hubTime = 473_385_600 + 10
    #expect(results(try endpoint.respond(to: entry.bytes)).allSatisfy { $0.code == .success })
    #expect(endpoint.device.time == 473_385_610)
  }

  @Test func encryptedForAnUnknownRemotePartyThroughTheBroker() throws {
    var factory = CommandFactory()
    var meter = SimulatedESME(time: 700_000_000, hasSecondaryElement: true)
    meter.logs[.dailyPrepayment] = [
      LogEntry(time: 699_926_400, values: [1, -2, 3, -4, 5, 2_000_000].map { .signed($0) })
    ]
    var endpoint = factory.endpoint(meter)
    let exporter = CommandFactory.exporter
    let data = factory.protectedRequest([ObjectAttribute(7, "0-0:98.1.8", 2)], from: .broker)
    let command = try factory.command(
      0x0034, from: .broker, [Access(.action, ObjectAttribute(30, "0-0:43.2.6", 1), data: data)],
      onBehalfOf: exporter)
    let response = try endpoint.respond(to: command.encoded())
    #expect(response.header.otherInformation.supplementaryOriginatorCounter == 1)
    // The party opens it with its own key; the broker, having only its own, cannot.
    let plaintext = try #require(try AttributeProtection(keys: factory.keys).open(response).first)
    guard case .structure(let values) = try DLMSData(decoding: plaintext) else {
      Issue.record("not a structure")
      return
    }
    #expect(MeterLog.dailyPrepayment.entries(in: values[0], twin: true) == meter.logs[.dailyPrepayment])
    guard let (_, octets) = ProtectedAttributes.response(results(response)[0].data) else { return }
    #expect(throws: CryptographyError.ciphertextInvalid) {
      try AttributeProtection(keys: factory.keys).open(
        octets, originator: .device, counter: response.header.counter, recipient: .broker)
    }
  }

  @Test func aUseCaseReadsNothingElseThroughDataProtection() throws {
    var factory = CommandFactory()
    var endpoint = factory.endpoint(SimulatedESME(time: 700_000_000, hasSecondaryElement: true))
    // The network operator may read import registers (ECS17b), but not the daily read log with them.
    let data = factory.protectedRequest([ObjectAttribute(7, "0-0:98.1.9", 2)], from: .networkOperator)
    let command = try factory.command(
      0x0027, from: .networkOperator, [Access(.action, ObjectAttribute(30, "0-0:43.2.8", 1), data: data)])
    #expect(results(try endpoint.respond(to: command.encoded()))[0].code == .readWriteDenied)
  }

  @Test func parametersOfAnotherTransactionAreRefused() throws {
    var factory = CommandFactory()
    var endpoint = factory.endpoint(SimulatedESME(time: 700_000_000, hasSecondaryElement: true))
    let data = factory.protectedRequest([ObjectAttribute(1, "0-0:94.44.34.10", 2)], from: .supplier)
    let command = try factory.command(
      0x0027, from: .networkOperator, [Access(.action, ObjectAttribute(30, "0-0:43.2.8", 1), data: data)])
    #expect(throws: CommandRefusal.self) { try endpoint.handle(command.encoded()) }
    #expect(endpoint.counters.last(of: .networkOperator) == 0)
  }

  @Test func mpanCheckDigit() {
    // 12 digits with the weights 3 5 7 13 17 19 23 29 31 37 41 43: 1·3 = 3.
    #expect(MPAN("1000000000003")?.hasValidCheckDigit == true)
    #expect(MPAN("1000000000004")?.hasValidCheckDigit == false)
    // 2·43 = 86 = 7·11 + 9.
    #expect(MPAN("0000000000029")?.hasValidCheckDigit == true)
    #expect(MPAN("100000000000") == nil)
    #expect(MPAN("10000000000x3") == nil)
  }
}
