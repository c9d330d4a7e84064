import HAL
import LiveESME
import MeterCore
import Testing

@testable import GBCS

/// The reference commands on the real twin-element meter.
struct LiveReferenceTests {
  /// Every reference command of a bound use case, on the live meter: all are taken, and so many do their work.
  @Test(.referenceData) func referenceCommandsOnTheLiveMeter() throws {
    var (whole, keptOnly, total) = (0, 0, 0)
    var undone: [String: [String]] = [:]
    for command in RefusalTests.commands {
      let name = command.frame.header.messageCode.useCaseName
      // The window of the reference clock setting is the turn of 2014.
      let rig = try LiveRig(
        knowsParties: false, keys: RefusalTests.keys,
        startSeconds: name == "ECS70" ? 1_420_070_310 : LiveRig.start)
      var endpoint = rig.endpoint
      if name == "ECS09" { Self.needCredit(rig) }
      rig.run(
        [.primaryActiveImport: 600, .secondaryActiveImport: 300, .primaryActiveExport: 120], minutes: 1)
      let answers = results(try endpoint.respond(to: command.bytes))
      total += 1
      guard case .accessRequest(let request) = command.frame.payload else { continue }
      if let index = answers.firstIndex(where: { $0.code != .success }) {
        let target = request.accesses[index].target
        undone[
          "\(command.frame.header.messageCode.useCaseName ?? "") \(target) \(answers[index].code)",
          default: []
        ]
        .append(command.name)
      } else {
        whole += 1
        if request.accesses.contains(where: { LiveRig.Live.isKeptOnly($0.target) }) { keptOnly += 1 }
      }
    }
    print(
      "GBCS reference commands on the live twin-element meter: \(total) taken, \(whole) done in every access,",
      "\(keptOnly) of them with settings that are kept and that no function of the meter uses")
    for (reason, commands) in undone.sorted(by: { $0.key < $1.key }) {
      print("  not done: \(reason): \(commands.count)")
    }
    #expect(total == 150)
    // The others: three phases, auxiliary controllers' scripts and alert behaviours, which this meter does not have,
    // tariffs and calendars it cannot hold, and commands out of season (emergency credit, an old clock window).
    #expect(whole >= 127)
  }

  /// A customer in advance whose credit is used up: emergency credit is there to be activated.
  private static func needCredit(_ rig: LiveRig) {
    var settings = PaymentSettings()
    settings.emergencyCreditLimit = 500_000
    settings.emergencyCreditThreshold = 100_000
    rig.live.meter.configurePayment(settings, at: rig.now)
    rig.live.meter.setPaymentMode(.prepayment, at: rig.now)
  }

  /// The same with the meter's own parties, counters and matrix.
  @Test(.referenceData) func referenceCommandsWithTheMetersOwnParties() throws {
    var (taken, total) = (0, 0)
    var refused: [String: Int] = [:]
    for command in RefusalTests.commands {
      let rig = try LiveRig(keys: RefusalTests.keys)
      // Whoever the broker speaks for is the export supplier and an other user here.
      if let party = command.frame.header.otherInformation.supplementaryParty {
        rig.live.meter.assign(party.value, to: .exportSupplier, at: rig.now)
        rig.live.meter.assign(party.value, to: .otherUser, at: rig.now)
      }
      var endpoint = rig.endpoint
      total += 1
      do throws(CommandRefusal) {
        _ = try endpoint.respond(to: command.bytes)
        taken += 1
      } catch {
        let header = command.frame.header
        refused["\(header.messageCode.useCaseName ?? "") \(error)", default: 0] += 1
      }
      #expect(throws: CommandRefusal.self, "\(command.name) sent twice") {
        try endpoint.respond(to: command.bytes)
      }
    }
    print(
      "GBCS reference commands, parties and counters in the meter: \(taken) of \(total) taken, second refused"
    )
    for (reason, count) in refused.sorted(by: { $0.key < $1.key }) { print("  refused: \(reason): \(count)") }
    #expect(total == 150)
    #expect(taken == total)
  }
}
