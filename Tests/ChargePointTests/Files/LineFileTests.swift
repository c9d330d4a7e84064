import Foundation
import MeterCore
import Testing

@testable import ChargePoint

@Suite struct LineFileTests {
  private let path = FileManager.default.temporaryDirectory.path + "/lines-\(UUID().uuidString)"

  @Test func aLineCutByACrashIsEndedAndSpoilsNoOther() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try "{\"a\":1}\n{\"b\"".write(toFile: path, atomically: true, encoding: .utf8)
    try LineFile(path: path).append("{\"c\":3}")
    #expect(try LineFile.lines(path: path) == ["{\"a\":1}", "{\"b\"", "{\"c\":3}"])
  }

  @Test func aFullDiskIsAnError() throws {
    let full = try LineFile(path: "/dev/full")
    #expect(throws: LineFile.Failure(path: "/dev/full", number: ENOSPC)) { try full.append("x") }
  }

  @Test func transactionsOutliveTheProcess() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try TransactionStore(path: path)
    try first.keep([.init(id: "7", connector: 2, fingerprint: "2 T 5 now")], of: "CP1")
    try first.keep([.init(id: "tx", connector: 1, isOpen: false, lastSequence: 4)], of: "CP2")
    let second = try TransactionStore(path: path)
    #expect(second.book(of: "CP1") == first.book(of: "CP1"))
    #expect(second.book(of: "CP1").nextNumber() == 8)
    #expect(second.book(of: "CP2")["tx"]?.lastSequence == 4)
  }

  @Test func theJournalGivesTheSameReadingsAgain() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let journal = FrameJournal(file: try LineFile(path: path))
    var session = CentralSystemSession(chargePoint: "CP1", version: .v16, rules: CentralSystemRules())
    var live: [MeterSample] = []
    let now = Instant(seconds: 1_767_609_000)
    for text in [
      #"[2,"a","StartTransaction",{"connectorId":2,"idTag":"T","meterStart":5,"timestamp":"2026-01-05T10:00:00Z"}]"#,
      #"[2,"b","MeterValues",{"connectorId":2,"transactionId":1,"meterValue":[{"timestamp":"2026-01-05T10:30:00Z","sampledValue":[{"value":"7.25"}]}]}]"#,
      "not OCPP at all \u{1}",
      #"[2,"c","StopTransaction",{"transactionId":1,"meterStop":9,"timestamp":"2026-01-05T11:00:00Z"}]"#,
    ] {
      try journal.record(Array(text.utf8), .fromChargePoint, chargePoint: "CP1", version: .v16, at: now)
      let reaction = session.receive(text.utf8, at: now)
      live += reaction.samples
      if let answer = reaction.answer {
        try journal.record(
          Array(answer.text.utf8), .toChargePoint, chargePoint: "CP1", version: .v16, at: now)
      }
    }
    try journal.record([0xff, 0xfe], .fromChargePoint, chargePoint: "CP1", version: .v16, at: now)
    var replay = JournalReplay()
    var again: [MeterSample] = []
    for (index, line) in try LineFile.lines(path: path).enumerated() {
      again += try replay.take(line: line, number: index + 1)
    }
    #expect(again == live)
    #expect(live.count == 3)
    #expect(live.map(\.connector) == [2, 2, 2])
  }
}
