import MeterCore
import Testing

@testable import ChargePoint

@Suite struct ChargePointCommandTests {
  static let commands: [ChargePointCommand] = [
    .start(connector: 1, tag: "T"), .start(connector: nil, tag: "T"), .stop(transaction: nil),
    .stop(transaction: "5"), .unlock(connector: 1), .reset(hard: true), .reset(hard: false),
    .limit(connector: 0, value: "7000", unit: .watts), .limit(connector: 1, value: "6.5", unit: .amperes),
    .clearLimits(connector: 1), .configure(key: "K.V", value: "1"), .configuration(keys: ["A.B"]),
    .configuration(keys: []), .trigger(message: "MeterValues", connector: 1),
    .trigger(message: "Heartbeat", connector: nil),
  ]

  @Test(arguments: commands) func commandsSurviveTheControlSocket(_ command: ChargePointCommand) {
    #expect(ChargePointCommand(json: command.json) == command)
  }

  @Test func theOnlyOpenTransactionIsMeantWhenNoneIsNamed() throws {
    let stop = ChargePointCommand.stop(transaction: nil)
    var book = TransactionBook()
    #expect(throws: ChargePointCommand.RequestError.noOpenTransaction) {
      try stop.request(.v16, book: book, number: 1, now: Instant(seconds: 0))
    }
    book.record(.init(id: "4", connector: 1))
    let request = try stop.request(.v16, book: book, number: 1, now: Instant(seconds: 0))
    #expect(request.payload == ["transactionId": 4])
    book.record(.init(id: "5", connector: 2))
    #expect(throws: ChargePointCommand.RequestError.severalTransactions(["4", "5"])) {
      try stop.request(.v16, book: book, number: 1, now: Instant(seconds: 0))
    }
  }

  @Test(arguments: ["-1", "1.25", "abc", ""]) func limitsOfMoreThanTenthsAreRefused(_ value: String) {
    #expect(throws: ChargePointCommand.RequestError.limitNotTenths(value)) {
      try ChargePointCommand.limit(connector: 0, value: value, unit: .watts).request(
        .v16, book: TransactionBook(), number: 1, now: Instant(seconds: 0))
    }
  }

  @Test func onlyAYesConfirms() {
    let unlock = ChargePointCommand.unlock(connector: 1)
    #expect(unlock.isConfirmed(by: ["status": "Unlocked"]))
    #expect(!unlock.isConfirmed(by: ["status": "UnlockFailed"]))
    #expect(!unlock.isConfirmed(by: [:]))
    let configure = ChargePointCommand.configure(key: "A.B", value: "1")
    #expect(configure.isConfirmed(by: ["setVariableResult": [["attributeStatus": "Accepted"]]]))
    #expect(!configure.isConfirmed(by: ["setVariableResult": [["attributeStatus": "Rejected"]]]))
  }
}
