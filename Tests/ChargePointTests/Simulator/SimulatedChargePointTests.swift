import MeterCore
import Testing

@testable import ChargePoint

@Suite struct SimulatedChargePointTests {
  /// What a central system hears from a simulated charge point, in virtual time.
  private func run(_ version: OCPPVersion, _ scenario: SimulatorScenario) -> (
    samples: [MeterSample], errors: Int, end: SimulatedChargePoint
  ) {
    var point = SimulatedChargePoint(
      SimulatorConfiguration(
        identity: "SIM", version: version, scenario: scenario, start: Instant(seconds: 1_767_600_123)))
    var session = CentralSystemSession(chargePoint: "SIM", version: version, rules: CentralSystemRules())
    var samples: [MeterSample] = []
    var errors = 0
    var number = 0
    while point.nextInstant != nil {
      for step in point.advance() {
        guard case .call(let message) = step else { continue }
        number += 1
        let frame = OCPPFrame.call(
          id: "\(number)", action: message.action, payload: point.payload(of: message))
        let reaction = session.receive(frame.text.utf8, at: point.now)
        samples += reaction.samples
        if case .result(_, let payload)? = reaction.answer {
          point.answered(message, payload)
        } else {
          errors += 1
        }
      }
    }
    return (samples, errors, point)
  }

  @Test(arguments: OCPPVersion.allCases, SimulatorScenario.allCases)
  func everyScenarioIsUnderstoodWithoutAnError(_ version: OCPPVersion, _ scenario: SimulatorScenario) {
    let outcome = run(version, scenario)
    #expect(outcome.errors == 0)
    #expect(outcome.samples.count > 5)
    #expect(outcome.samples.allSatisfy { $0.connector == 1 })
  }

  @Test(
    arguments: OCPPVersion.allCases, [SimulatorScenario.idle, .session, .drift, .offlineReplay, .badFrames])
  func registersNeverFall(_ version: OCPPVersion, _ scenario: SimulatorScenario) {
    let registers = run(version, scenario).samples.filter { Measurand.isRegister($0.measurand) }
    let ordered = registers.sorted { $0.instant < $1.instant }
    for (earlier, later) in zip(ordered, ordered.dropFirst())
    where earlier.source.hasPrefix("StartTransaction") == false {
      // meterStart and meterStop are whole Wh: up to 1 Wh below the register beside them.
      #expect((later.energy?.microwattHours ?? 0) >= (earlier.energy?.microwattHours ?? 0) - 1_000_000)
    }
  }

  @Test func theMeterIsExact() {
    // 7360 W for 2 h 30 min and 5 W for 30 min, to the µWh.
    let end = run(.v16, .session).end
    #expect(end.registerMicrowattHours - 1_000_000_000_000 == (7_360_000 * 10_200 + 5000 * 600) * 1000 / 3600)
  }

  @Test func alignedReadingsLieOnTheGrid() {
    let aligned = run(.v16, .idle).samples.filter { $0.context == "Sample.Clock" }
    #expect(aligned.count >= 10)
    #expect(aligned.allSatisfy { $0.instant.seconds % 1800 == 0 })
    #expect(
      run(.v16, .drift).samples.filter { $0.context == "Sample.Clock" }.allSatisfy {
        $0.instant.nanoseconds % 1_800_000_000_000 != 0
      })
  }

  @Test func replayedMessagesSayTheyWereOffline() {
    let replayed = run(.v201, .offlineReplay).samples.filter(\.isOffline)
    #expect(replayed.count > 50)
    #expect(replayed.allSatisfy { $0.receivedAt.seconds - $0.instant.seconds <= 3700 })
  }

  @Test func commandsActOnLoadAndSession() throws {
    var point = SimulatedChargePoint(
      SimulatorConfiguration(
        identity: "SIM", version: .v16, scenario: .idle, start: Instant(seconds: 1_767_600_000)))
    let at = Instant(seconds: 1_767_600_010)
    #expect(try point.command("RemoteStartTransaction", ["idTag": "T"], at: at) == ["status": "Accepted"])
    var actions: [String] = []
    while let next = point.nextInstant, next <= at {
      for case .call(let message) in point.advance() {
        actions.append(message.action)
        point.answered(message, ["transactionId": 5])
      }
    }
    #expect(actions.contains("StartTransaction"))
    #expect(try point.command("RemoteStartTransaction", ["idTag": "T"], at: at) == ["status": "Rejected"])
    let limit = try ChargePointCommand.limit(connector: 0, value: "1000", unit: .watts).request(
      .v16, book: TransactionBook(), number: 1, now: at)
    #expect(try point.command(limit.action, limit.payload, at: at) == ["status": "Accepted"])
    let before = point.registerMicrowattHours
    _ = try point.command("GetConfiguration", [:], at: Instant(seconds: 1_767_603_610))
    #expect(point.registerMicrowattHours - before == 1_000_000_000)
    #expect(
      try point.command("RemoteStopTransaction", ["transactionId": 4], at: at) == ["status": "Rejected"])
    #expect(
      try point.command("RemoteStopTransaction", ["transactionId": 5], at: at) == ["status": "Accepted"])
    #expect(throws: CallError.self) { try point.command("Dance", [:], at: at) }
  }
}
