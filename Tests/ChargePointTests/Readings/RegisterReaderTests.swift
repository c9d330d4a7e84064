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

  /// Live readings every 30 s from a charge point whose clock is off by `offset`: their quality.
  private func live(offset: Int64, limit: Int64 = 20, delays: [Int64] = [0, 1, 3, 0, 2]) throws
    -> [ReadingQuality]
  {
    var dialogue = MeteringDialogue(chargePoint: "CP1", version: .v16)
    var reader = RegisterReader(clockLimitSeconds: limit)
    var qualities: [ReadingQuality] = []
    for step in 0..<20 as Range<Int64> {
      let now = 1_767_609_000 + step * 30
      let stamp = RFC3339.text(Instant(seconds: now + offset - delays[Int(step) % delays.count]))
      let call = values(stamp, [["value": .string("\(1000 + step)")]])
      let metered = try dialogue.called(
        id: "\(step)", action: call.0, payload: call.1, receivedAt: Instant(seconds: now))
      qualities += reader.readings(metered.samples) { _, _ in 0 }.map(\.quality)
    }
    return qualities
  }

  @Test("A clock that is off is seen in both directions; one within the limit is not doubted")
  func clocks() throws {
    for offset in [0, 5, 17, -5, -17] as [Int64] {
      #expect(try live(offset: offset).allSatisfy { $0.isEmpty }, "\(offset) s")
    }
    for offset in [30, 90, 3600] as [Int64] {
      #expect(try live(offset: offset).allSatisfy { $0 == .clockUnsynchronised }, "\(offset) s")
    }
    // Behind: the second reading shows it.
    for offset in [-30, -90, -3600] as [Int64] {
      #expect(
        try live(offset: offset).dropFirst().allSatisfy { $0 == .clockUnsynchronised }, "\(offset) s")
    }
    #expect(try live(offset: 3600, limit: 0).allSatisfy { $0.isEmpty })
  }

  @Test("What was kept and arrives at once is replayed, not doubted")
  func replay() throws {
    var dialogue = MeteringDialogue(chargePoint: "CP1", version: .v16)
    var reader = RegisterReader(clockLimitSeconds: 20)
    func take(_ stamp: Int64, at now: Int64) throws -> ReadingQuality? {
      let call = values(RFC3339.text(Instant(seconds: stamp)), [["value": .string("\(stamp)")]])
      let metered = try dialogue.called(
        id: "\(stamp)", action: call.0, payload: call.1, receivedAt: Instant(seconds: now))
      return reader.readings(metered.samples) { _, _ in 0 }.first?.quality
    }
    let begin: Int64 = 1_767_609_000
    #expect(try take(begin, at: begin) == [])
    for step in 1...60 as ClosedRange<Int64> {
      // An hour of readings within six seconds.
      let quality = try take(begin + step * 60, at: begin + 4_000 + step / 10)
      #expect(quality == (4_000 + step / 10 - step * 60 > 300 ? .replayed : []), "\(step)")
    }
    #expect(try take(begin + 4_060, at: begin + 4_060) == [])
  }
}
