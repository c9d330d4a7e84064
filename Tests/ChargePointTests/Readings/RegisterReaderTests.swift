import MeterCore
import Testing

@testable import ChargePoint

@Suite struct RegisterReaderTests {
  private func readings(_ version: OCPPVersion, _ calls: [(String, JSONValue)]) throws -> [RegisterReading] {
    var dialogue = MeteringDialogue(chargePoint: "CP1", version: version)
    var reader = RegisterReader()
    var readings: [RegisterReading] = []
    for (index, call) in calls.enumerated() {
      let metered = try dialogue.called(
        id: "\(index)", action: call.0, payload: call.1, receivedAt: Instant(seconds: 1_767_609_000))
      _ = dialogue.answered(id: "\(index)", payload: ["transactionId": 7])
      readings += reader.readings(metered.samples) { chargePoint, connector in
        chargePoint == "CP1" && connector == 2 ? 5 : nil
      }
    }
    return readings
  }

  private func values(_ stamp: String, _ values: [JSONValue], connector: Int = 2) -> (String, JSONValue) {
    (
      "MeterValues",
      [
        "connectorId": .integer(connector),
        "meterValue": [["timestamp": .string(stamp), "sampledValue": .array(values)]],
      ]
    )
  }

  @Test func onlyTheTotalImportRegisterOfARegisteredConnectorCounts() throws {
    let readings = try readings(
      .v16,
      [
        values(
          "2026-01-05T10:30:00Z",
          [
            ["value": "1000.5", "context": "Sample.Clock"], ["value": "7", "phase": "L1"],
            ["value": "9", "measurand": "Energy.Active.Import.Interval"],
            ["value": "5", "location": "Inlet"],
            ["value": "3", "measurand": "Energy.Active.Export.Register"], ["value": "x"],
          ]), values("2026-01-05T10:30:00Z", [["value": "1"]], connector: 1),
        values("2026-01-05T10:31:00Z", [["value": "-1"]]),
      ])
    #expect(readings.count == 1)
    #expect(readings.first?.meter == 5)
    #expect(readings.first?.register.microwattHours == 1_000_500_000)
    #expect(readings.first?.context == .clockAligned)
  }

  @Test func threePhasesWithoutATotalAreAddedUp() throws {
    let phases: [JSONValue] = [
      ["value": "1.25", "phase": "L1-N"], ["value": "2.5", "phase": "L3-N"], ["value": "4", "phase": "L2-N"],
    ]
    #expect(
      try readings(.v16, [values("2026-01-05T10:00:00Z", phases)]).map(\.register.microwattHours) == [
        7_750_000
      ])
    #expect(try readings(.v16, [values("2026-01-05T10:00:00Z", Array(phases.dropLast()))]).isEmpty)
  }

  @Test func wholeWattHoursOfAStopDoNotMakeTheRegisterFall() throws {
    let start: JSONValue = [
      "connectorId": 2, "idTag": "T", "meterStart": 1000, "timestamp": "2026-01-05T10:00:00Z",
    ]
    func stop(_ register: Int64) -> JSONValue {
      ["transactionId": 7, "meterStop": .integer(register), "timestamp": "2026-01-05T10:10:00Z"]
    }
    let fine = values("2026-01-05T10:10:00Z", [["value": "1500.75"]])
    let registers = { (calls: [(String, JSONValue)]) in
      try self.readings(.v16, calls).map { $0.register.microwattHours }
    }
    #expect(
      try registers([("StartTransaction", start), fine, ("StopTransaction", stop(1500))])
        == [1_000_000_000, 1_500_750_000, 1_500_750_000])
    // More than 1 Wh below is a fall, and stays one.
    #expect(
      try registers([("StartTransaction", start), fine, ("StopTransaction", stop(1499))]).last
        == 1_499_000_000)
    #expect(
      try registers([("StartTransaction", start), fine, ("StopTransaction", stop(1501))]).last
        == 1_501_000_000)
  }

  @Test func lateValuesAreMarkedAsReplayed() throws {
    let readings = try readings(
      .v16,
      [values("2026-01-05T10:24:59Z", [["value": "1"]]), values("2026-01-05T10:29:00Z", [["value": "2"]])])
    #expect(readings.map { $0.quality.contains(.replayed) } == [true, false])
  }
}
