import HAL
import LiveESME
import MeterCore
import Testing

@testable import GBCS

/// The live meter's own party register, counters and access matrix decide about frames.
struct LivePartyTests {
  private let exportRegister = [
    Access(.get, ObjectAttribute(3, "1-20:2.8.0", 2)), Access(.get, ObjectAttribute(3, "1-20:2.8.0", 3)),
  ]

  @Test("A replay is refused, also after a cut of the supply and a new mount")
  func replaySurvivesACut() throws {
    var rig = try LiveRig()
    let command = try rig.frame(0xF826, exportRegister, from: .broker, for: LiveRig.exporter).encoded()
    _ = try rig.endpoint.respond(to: command)
    #expect(rig.live.meter.state.parties.highestCounter(of: LiveRig.exporter.value) == 1001)
    #expect(rig.live.meter.state.parties.highestCounter(of: EntityIdentifier.broker.value) == 1001)
    try rig.cutSupply(minutes: 5)
    #expect {
      _ = try rig.endpoint.respond(to: command)
    } throws: {
      if case CommandRefusal.replayed? = $0 as? CommandRefusal { true } else { false }
    }
    #expect(try rig.send(0xF826, exportRegister, from: LiveRig.exporter)[0].code == .success)
  }

  @Test("A refused command takes no counter and leaves its event in the security log")
  func refusalsAreLogged() throws {
    var rig = try LiveRig()
    let before = rig.live.meter.state
    func codes() throws -> [UInt16] {
      try rig.live.meter.ids(.security).compactMap { try rig.live.meter.event($0, of: .security)?.code }
    }
    let known = try codes().count
    // The other user has no right to the registers, somebody else is no party at all, a MAC is wrong.
    for (party, event) in [
      (LiveRig.otherUser, UInt16(0x8F30)), (LiveRig.newExporter, 0x8F3E),
    ] {
      #expect(throws: CommandRefusal.self) { try rig.send(0xF826, exportRegister, from: party) }
      #expect(try codes().last == event)
      #expect(rig.live.meter.state.parties.highestCounter(of: party.value) == 0)
    }
    var forged = try rig.frame(0xF826, exportRegister, from: .broker, for: LiveRig.exporter).encoded()
    forged[forged.count - 1] ^= 1
    #expect(throws: CommandRefusal.self) { try rig.endpoint.respond(to: forged) }
    #expect(try codes().last == 0x8F3D)
    #expect(try codes().count == known + 3)
    #expect(rig.live.meter.state.parties.highestCounter(of: EntityIdentifier.broker.value) == 0)
    for register in TwinRegister.allCases {
      #expect(rig.live.meter.state.registers[register] == before.registers[register])
    }
  }

  @Test("A change of the export supplier moves the rights; a supplier that comes back cannot replay")
  func changeOfSupplier() throws {
    var rig = try LiveRig()
    let old = try rig.frame(0xF826, exportRegister, from: .broker, for: LiveRig.exporter).encoded()
    _ = try rig.endpoint.respond(to: old)
    rig.live.meter.assign(LiveRig.newExporter.value, to: .secondaryExportSupplier, at: rig.now)
    #expect(throws: CommandRefusal.self) { try rig.send(0xF826, exportRegister, from: LiveRig.exporter) }
    #expect(try rig.send(0xF826, exportRegister, from: LiveRig.newExporter)[0].code == .success)
    rig.live.meter.assign(LiveRig.exporter.value, to: .secondaryExportSupplier, at: rig.now)
    #expect(throws: CommandRefusal.self) { try rig.endpoint.respond(to: old) }
    #expect(try rig.send(0xF826, exportRegister, from: LiveRig.exporter)[0].code == .success)
  }

  @Test("Tariff writes for the export: signed by its supplier, refused to everybody else")
  func exportTariffWrites() throws {
    var rig = try LiveRig()
    let price = [
      Access(.set, ObjectAttribute(113, "0-0:19.20.6", 6), data: LiveESMETests.Rig.prices.data),
      Access(.set, ObjectAttribute(113, "0-0:19.20.6", 7), data: .dateTime(.immediately)),
    ]
    // The import supplier has a key slot and signs, but it is not its tariff.
    #expect(throws: CommandRefusal.self) { try rig.send(0xF8C7, price, from: .supplier) }
    let signed = try rig.frame(0xF8C7, price, from: LiveRig.exporter)
    #expect(results(try rig.endpoint.respond(to: signed.encoded())).allSatisfy { $0.code == .success })
    #expect(rig.live.meter.prices[2].timeOfUse[3] == 4000)
  }

  /// Every use case and every party: granted where the meter's matrix and the role table both say so.
  @Test func everyPartyAndUseCase() throws {
    var rig = try LiveRig()
    rig.factory.addParty(EntityIdentifier(0x77))
    let parties: [(Party, EntityIdentifier)] = [
      (.importSupplier, .supplier), (.secondaryExportSupplier, LiveRig.exporter),
      (.networkOperator, .networkOperator), (.otherUser, LiveRig.otherUser),
    ]
    var (granted, refused) = (0, 0)
    for useCase in UseCase.published + ProvisionalSecondaryExport.useCases {
      let known = Capabilities(provisionalSecondaryExport: true).adapted(useCase)
      guard let service = PartyService(known) else { continue }
      for (party, identity) in parties {
        let decision = rig.live.meter.judge(service, from: identity.value, isSigned: known.isCritical)
        let right = AccessMatrix.right(of: party, to: service)
        #expect(decision.isGranted == (right != .refused), "\(known.name) \(party)")
        if decision.isGranted { granted += 1 } else { refused += 1 }
      }
      #expect(!rig.live.meter.judge(service, from: 0x77, isSigned: true).isGranted)
    }
    print("GBCS use cases on the live meter's matrix: \(granted) granted, \(refused) refused")
    #expect(granted > 100 && refused > 100)
  }
}
