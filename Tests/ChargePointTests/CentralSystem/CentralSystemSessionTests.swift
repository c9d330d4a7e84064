import MeterCore
import Testing

@testable import ChargePoint

@Suite struct CentralSystemSessionTests {
  private let now = Instant(seconds: 1_767_609_000)

  private func session(_ version: OCPPVersion, _ rules: CentralSystemRules = CentralSystemRules())
    -> CentralSystemSession
  {
    CentralSystemSession(chargePoint: "CP1", version: version, rules: rules)
  }

  private func answer(_ session: inout CentralSystemSession, _ text: String) -> String? {
    session.receive(text.utf8, at: now).answer?.text
  }

  @Test func bootIsAcceptedWithTimeAndInterval() {
    var session = session(.v16)
    let reaction = session.receive(
      #"[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#.utf8, at: now)
    #expect(
      reaction.answer?.text
        == #"[3,"1",{"status":"Accepted","currentTime":"2026-01-05T10:30:00Z","interval":300}]"#)
    #expect(reaction.hasBooted)
    #expect(reaction.events.map(\.kind) == [.booted])
  }

  @Test func repeatedStartsGetTheSameTransactionNewOnesANewOne() {
    var session = session(.v16)
    func start(_ id: String, _ stamp: String) -> String? {
      answer(
        &session,
        "[2,\"\(id)\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"T\",\"meterStart\":5,\"timestamp\":\"\(stamp)\"}]"
      )
    }
    let first = start("a", "2026-01-05T10:00:00Z")
    #expect(first == #"[3,"a",{"transactionId":1,"idTagInfo":{"status":"Accepted"}}]"#)
    #expect(
      start("b", "2026-01-05T10:00:00Z") == #"[3,"b",{"transactionId":1,"idTagInfo":{"status":"Accepted"}}]"#)
    #expect(
      start("c", "2026-01-05T12:00:00Z") == #"[3,"c",{"transactionId":2,"idTagInfo":{"status":"Accepted"}}]"#)
    #expect(session.dialogue.book.open.map(\.id) == ["1", "2"])
  }

  @Test func tagsThatAreNotListedAreInvalid() {
    var rules = CentralSystemRules()
    rules.authorization = .listed(["good"])
    var old = session(.v16, rules)
    #expect(
      answer(&old, #"[2,"1","Authorize",{"idTag":"GOOD"}]"#)
        == #"[3,"1",{"idTagInfo":{"status":"Accepted"}}]"#)
    #expect(
      answer(&old, #"[2,"1","Authorize",{"idTag":"bad"}]"#) == #"[3,"1",{"idTagInfo":{"status":"Invalid"}}]"#)
    var new = session(.v201, rules)
    #expect(
      answer(&new, #"[2,"1","Authorize",{"idToken":{"idToken":"bad","type":"Central"}}]"#)
        == #"[3,"1",{"idTokenInfo":{"status":"Invalid"}}]"#)
  }

  @Test func unknownActionsAndBadPayloadsAreAnsweredWithTheRightCode() {
    var old = session(.v16)
    #expect(answer(&old, #"[2,"1","Fly",{}]"#)?.hasPrefix(#"[4,"1","NotImplemented""#) == true)
    #expect(
      answer(&old, #"[2,"1","MeterValues",{}]"#)?.hasPrefix(#"[4,"1","OccurenceConstraintViolation""#) == true
    )
    var new = session(.v201)
    #expect(
      answer(&new, #"[2,"1","MeterValues",{}]"#)?.hasPrefix(#"[4,"1","OccurrenceConstraintViolation""#)
        == true)
    #expect(answer(&new, "garbage")?.hasPrefix(#"[4,"-1","RpcFrameworkError""#) == true)
    #expect(answer(&new, #"[8,"1",{}]"#)?.hasPrefix(#"[4,"1","MessageTypeNotSupported""#) == true)
    // 1.6 has no answer to a text without an id.
    #expect(answer(&old, "garbage") == nil)
  }

  @Test func aConnectionThatOnlySendsGarbageIsClosed() {
    var session = session(.v16)
    let reasons = (0..<5).map { _ in session.receive("garbage".utf8, at: now).closeReason }
    #expect(reasons == [nil, nil, nil, nil, "5 frames were not OCPP"])
  }

  @Test func aClockThatIsOffIsLogged() {
    var session = session(.v16)
    let off = session.receive(
      #"[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"2026-01-05T10:31:00Z"}]"#
        .utf8, at: now)
    #expect(off.events.map(\.kind) == [.status, .clockOffset])
    #expect(off.events.last?.details["offset_s"]?.integer == 60)
  }

  @Test func settingsSpeakTheWordsOfTheVersion() {
    var rules = CentralSystemRules()
    rules.extraSettings = [
      .init(key: "Cst_MeterValuesInTxOnly", value: "false"), .init(key: "A.B", value: "1"),
    ]
    #expect(
      rules.settings(.v16).map(\.key) == [
        "ClockAlignedDataInterval", "MeterValuesAlignedData", "MeterValueSampleInterval",
        "MeterValuesSampledData",
        "Cst_MeterValuesInTxOnly",
      ])
    #expect(
      rules.settings(.v201).map(\.key) == [
        "AlignedDataCtrlr.Interval", "AlignedDataCtrlr.Measurands", "SampledDataCtrlr.TxUpdatedInterval",
        "SampledDataCtrlr.TxUpdatedMeasurands", "A.B",
      ])
    rules.alignedSeconds = 0
    rules.sampledSeconds = 0
    rules.extraSettings = []
    #expect(rules.settings(.v16).isEmpty)
  }
}
