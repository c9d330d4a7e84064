import MeterCore
import Testing

@testable import ChargePoint

@Suite struct MeteringDialogueTests {
  private let now = Instant(seconds: 1_767_609_000)

  private func call(
    _ dialogue: inout MeteringDialogue, _ id: String, _ action: String, _ payload: JSONValue
  ) throws -> MeteringDialogue.Metered {
    try dialogue.called(id: id, action: action, payload: payload, receivedAt: now)
  }

  @Test func aStopIsAttributedToTheConnectorOfItsStart() throws {
    var dialogue = MeteringDialogue(chargePoint: "CP1", version: .v16)
    let start = try call(
      &dialogue, "a", "StartTransaction",
      ["connectorId": 2, "idTag": "T", "meterStart": 1000, "timestamp": "2026-01-05T10:00:00Z"])
    #expect(start.samples.first?.connector == 2)
    #expect(start.samples.first?.context == "Transaction.Begin")
    #expect(start.samples.first?.energy?.microwattHours == 1_000_000_000)
    let opened = dialogue.answered(
      id: "a", payload: ["transactionId": 7, "idTagInfo": ["status": "Accepted"]])
    #expect(opened.transactions.first?.id == "7")
    let stop = try call(
      &dialogue, "b", "StopTransaction",
      [
        "transactionId": 7, "meterStop": 2500, "timestamp": "2026-01-05T11:00:00Z",
        "transactionData": [
          [
            "timestamp": "2026-01-05T10:30:00Z",
            "sampledValue": [["value": "1700", "context": "Sample.Clock"]],
          ]
        ],
      ])
    #expect(stop.samples.map(\.connector) == [2, 2])
    #expect(stop.samples.map { $0.energy?.microwattHours } == [1_700_000_000, 2_500_000_000])
    #expect(stop.samples.last?.context == "Transaction.End")
    #expect(stop.transactions.first?.isOpen == false)
  }

  @Test func theBookOutlivesTheConnection() throws {
    var first = MeteringDialogue(chargePoint: "CP1", version: .v16)
    _ = try call(
      &first, "a", "StartTransaction",
      ["connectorId": 2, "idTag": "T", "meterStart": 1000, "timestamp": "2026-01-05T10:00:00Z"])
    _ = first.answered(id: "a", payload: ["transactionId": 7])
    var second = MeteringDialogue(chargePoint: "CP1", version: .v16, book: first.book)
    let stop = try call(
      &second, "b", "StopTransaction",
      ["transactionId": 7, "meterStop": 2500, "timestamp": "2026-01-05T11:00:00Z"])
    #expect(stop.samples.first?.connector == 2)
    #expect(stop.events.map(\.kind) == [.transactionEnded])
  }

  @Test func aStopOfAnUnknownTransactionKeepsItsReadingWithoutAConnector() throws {
    var dialogue = MeteringDialogue(chargePoint: "CP1", version: .v16)
    let stop = try call(
      &dialogue, "b", "StopTransaction",
      ["transactionId": 99, "meterStop": 2500, "timestamp": "2026-01-05T11:00:00Z"])
    #expect(stop.samples.first?.energy?.microwattHours == 2_500_000_000)
    #expect(stop.samples.first?.connector == nil)
    #expect(stop.events.first?.kind == .unknownTransaction)
  }

  @Test func laterEventsOfATransactionInheritItsEVSE() throws {
    var dialogue = MeteringDialogue(chargePoint: "CP1", version: .v201)
    func event(_ type: String, _ sequence: Int64, _ more: [JSONValue.Member] = []) throws
      -> MeteringDialogue.Metered
    {
      let members: [JSONValue.Member] = [
        .init(key: "eventType", value: .string(type)), .init(key: "timestamp", value: "2026-01-05T10:00:00Z"),
        .init(key: "triggerReason", value: "Authorized"), .init(key: "seqNo", value: .integer(sequence)),
        .init(key: "transactionInfo", value: ["transactionId": "tx-1"]),
        .init(
          key: "meterValue",
          value: [["timestamp": "2026-01-05T10:00:00Z", "sampledValue": [["value": .integer(sequence)]]]]),
      ]
      return try call(&dialogue, "i\(sequence)", "TransactionEvent", .object(members + more))
    }
    _ = try event("Started", 0, [.init(key: "evse", value: ["id": 3])])
    #expect(try event("Updated", 1).samples.first?.connector == 3)
    let late = try event("Updated", 4, [.init(key: "offline", value: true)])
    #expect(late.events.map(\.kind) == [.sequenceGap])
    #expect(late.samples.first?.isOffline == true)
    #expect(late.samples.first?.sequence == 4)
    let end = try event("Ended", 5)
    #expect(end.samples.first?.connector == 3)
    #expect(end.transactions.map(\.isOpen) == [false])
    #expect(dialogue.book.open.isEmpty)
  }

  @Test(arguments: [
    ("MeterValues", "{}"), ("MeterValues", #"{"connectorId":1}"#),
    ("MeterValues", #"{"connectorId":-1,"meterValue":[]}"#), ("StartTransaction", #"{"connectorId":1}"#),
    ("StartTransaction", #"{"connectorId":0,"idTag":"T","meterStart":1,"timestamp":"2026-01-05T10:00:00Z"}"#),
    ("StopTransaction", #"{"transactionId":1,"meterStop":"5","timestamp":"2026-01-05T10:00:00Z"}"#),
    ("StopTransaction", #"{"transactionId":1,"meterStop":5,"timestamp":"noon"}"#),
  ])
  func callsWithoutWhatTheyNeedAreRefused(_ action: String, _ text: String) throws {
    var dialogue = MeteringDialogue(chargePoint: "CP1", version: .v16)
    let payload = try JSONValue(json: text.utf8)
    #expect(throws: CallError.self) { try call(&dialogue, "a", action, payload) }
  }

  @Test func closedTransactionsAreForgottenInOrderAndOpenOnesNever() {
    var book = TransactionBook()
    book.record(.init(id: "1", connector: 1))
    for number in 2...100 { book.record(.init(id: String(number), connector: 1, isOpen: false)) }
    #expect(book["1"]?.isOpen == true)
    #expect(book["68"] == nil)
    #expect(book["69"] != nil)
    #expect(book.nextNumber() == 101)
  }
}
