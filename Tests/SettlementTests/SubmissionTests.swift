import Foundation
import Testing

@testable import Settlement

@Suite struct SubmissionTests {
  private let mpan = MPAN("2278686232789")!

  @Test(
    "A day is new, then unchanged, then revised, then too late; a torn line is sent again with its version")
  func ledger() {
    var day = FlowFileTests.day("20260105", 48)
    let today = FlowDate("20260106")!
    var ledger = SubmissionLedger()
    #expect(ledger.decision(mpan: mpan, day: day, today: today, cutOffDays: 14) == .new(version: 1))
    var file = ledger.record(mpan: mpan, day: day, version: 1)
    #expect(ledger.decision(mpan: mpan, day: day, today: today, cutOffDays: 14) == .unchanged(version: 1))
    let old = day
    day.periods[9].wattHours += 1
    day.periods[20].indicator = .estimated
    #expect(SubmissionLedger.difference(old, day) == [10, 21])
    #expect(ledger.decision(mpan: mpan, day: day, today: today, cutOffDays: 14) == .revised(version: 2))
    #expect(
      ledger.decision(mpan: mpan, day: day, today: FlowDate("20260120")!, cutOffDays: 14)
        == .tooLate(daysLate: 1))
    let line = ledger.record(mpan: mpan, day: day, version: 2)
    for cut in 0...line.utf8.count {
      let torn = SubmissionLedger(parsing: file + String(line.prefix(cut)))
      let decision = torn.decision(mpan: mpan, day: day, today: today, cutOffDays: 14)
      #expect(
        decision == (cut == line.utf8.count ? .unchanged(version: 2) : .revised(version: 2)), "cut \(cut)")
    }
    file += line
    #expect(
      SubmissionLedger(parsing: file).decision(mpan: mpan, day: old, today: today, cutOffDays: 14)
        == .revised(version: 3))
  }

  @Test("A folder gets files whole, with a receipt; names cannot leave it")
  func delivery() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "delivery-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let delivery = FileDelivery(.folder(folder))
    let receipt = try delivery.deliver(Data("abc".utf8), name: "a.txt", atSeconds: 1_767_571_200)
    #expect(
      receipt == DeliveryReceipt(file: "a.txt", bytes: 3, target: folder, deliveredAt: "2026-01-05T00:00:00Z")
    )
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.txt"])
    for name in ["../a", "", "-x", ".hidden", "a/b"] {
      #expect(throws: DeliveryError.self) { try delivery.deliver(Data(), name: name, atSeconds: 0) }
    }
    #expect(FileDelivery.Target("http://example.org/x") == nil)
    #expect(FileDelivery.Target("sftp://-oProxyCommand=x/y") == nil)
    #expect(FileDelivery.Target("ftp://example.org") == nil)
    #expect(FileDelivery.Target("sftp://u@h/in") == .sftp(host: "u@h", path: "/in"))
  }

  @Test("A policy file: what is given counts, what is not keeps its default, unknown names are refused")
  func policy() throws {
    let policy = try CMSPolicy(
      parsing: Data(#"{"accuracyLimit":{"value":1,"unit":"%","source":"clause 9"}}"#.utf8))
    #expect(policy.accuracyLimit.text == "1 % (clause 9)")
    #expect(policy.clockLimit.text == "20 s (unverified)")
    #expect(CMSPolicy().values.allSatisfy { $0.text.hasSuffix("(unverified)") })
    #expect(throws: PolicyError.self) { try CMSPolicy(parsing: Data(#"{"acuracyLimit":{}}"#.utf8)) }
    #expect(throws: PolicyError.self) { try CMSPolicy(parsing: Data("[]".utf8)) }
    // Every number, in another unit, negative, and larger than anything can be; words that are none.
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(CMSPolicy())) as? [String: Any]
    for (name, value) in try #require(encoded) {
      var wrong: [[String: Any]] = [["value": "", "source": "x"], ["value": "TF", "source": "x"]]
      if let number = value as? [String: Any], let unit = number["unit"] as? String {
        wrong = [
          ["value": 1, "unit": "k" + unit, "source": "x"], ["value": -1, "unit": unit, "source": "x"],
          ["value": 1e300, "unit": unit, "source": "x"], ["value": "1", "unit": unit, "source": "x"],
        ]
      }
      for entry in wrong {
        let data = try JSONSerialization.data(withJSONObject: [name: entry])
        #expect(throws: PolicyError.self, "\(name) \(entry)") { try CMSPolicy(parsing: data) }
      }
    }
  }

  @Test("The neutral event log reads what it writes and refuses every wrong column")
  func events() throws {
    let events = [
      MeterLogEvent(
        unitReference: "CMSUNIT00001", milliseconds: 1_767_571_200_123, kind: .register, value: 5,
        context: "periodic", information: "UR"),
      MeterLogEvent(
        unitReference: "CMSUNIT00002", milliseconds: 1_767_571_201_000, kind: .load, value: 7_000_000,
        context: "", information: ""),
    ]
    let text = NeutralEventLog.text(events)
    #expect(try NeutralEventLog.events(text) == events)
    for (old, new) in [
      ("CMSUNIT00001,", ","), ("00.123Z", "00.12Z"), ("register", "energy"), (",5,", ",-5,"), ("uWh", "Wh"),
      ("UR", "X"), ("cms_unit", "unit"),
    ] {
      #expect(throws: FlowError.self, "\(old) → \(new)") {
        try NeutralEventLog.events(text.replacingOccurrences(of: old, with: new))
      }
    }
  }

  @Test("Equivalent meter: sums by sub-meter and MPAN; a missing value is an estimate with the default load")
  func equivalent() throws {
    var register = MeterIDRegister()
    for (index, sub) in ["evcp001", "EVCP001", "evcp002"].enumerated() {
      try register.add(
        .init(
          meterID: "VM\(index)", chargePoint: "CP\(index)", connector: 1,
          unitReference: "CMSUNIT0000\(index)", subMeter: sub, mpan: mpan))
    }
    let date = FlowDate("20260105")!
    var values: [UnitHalfHour] = []
    for meter in 0..<3 {
      for period in 0..<48 where !(meter == 1 && period == 3) {
        values.append(
          UnitHalfHour(
            meter: meter, startSeconds: date.startSeconds + Int64(period) * 1800,
            wattHours: Int64(meter + 1) * 100,
            isActual: meter != 2, revision: 1))
      }
    }
    values.append(
      UnitHalfHour(meter: 0, startSeconds: date.startSeconds, wattHours: 150, isActual: true, revision: 2))
    let equivalent = EquivalentMeter(register: register, defaultLoadWatts: 20)
    let sums = equivalent.sums(values, date: date, by: .subMeter)
    #expect(sums.map(\.key) == ["evcp001", "evcp002"])
    #expect(sums[0].day.periods[0] == SettledPeriod(wattHours: 350, indicator: .actual))
    #expect(sums[0].day.periods[3] == SettledPeriod(wattHours: 110, indicator: .estimated))
    #expect(sums[0].missing == 1)
    let all = equivalent.sums(values, date: date, by: .mpan)
    #expect(all.count == 1 && all[0].day.periods[0].wattHours == 650)
    #expect(all[0].day.wattHours == sums[0].day.wattHours + sums[1].day.wattHours)
  }
}
