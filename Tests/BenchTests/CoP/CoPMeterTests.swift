import Foundation
import Testing

@testable import Bench
@testable import Instation
@testable import Outstation
@testable import OutstationService

@Suite struct CoPMeterTests {
  @Test("A CoP outstation passes every rule that can be run, of every code")
  func outstation() throws {
    for code in CodeOfPractice.allCases {
      let run = try CoPRig(code: code).run()
      #expect(run.broken == [:], "CoP \(code.rawValue)\n\(run.lines)")
      let open = Set(run.results.filter { $0.verdict == .notRun }.map(\.rule))
      #expect(
        open.isSubset(of: ["OST-STO-2", "TIM-2", "ACC-*", "PUL-1", "PUL-2"]),
        "CoP \(code.rawValue)\n\(run.lines)")
      #expect(run.seen.trials.restored.allSatisfy { $0.failure == nil }, "\(run.seen.trials.restored)")
    }
  }

  @Test("Reading alone changes nothing and tries nothing that writes")
  func readOnly() throws {
    let rig = CoPRig()
    let before = rig.shared.outstation.meter.profiles[0].cells
    let run = try rig.run(isBench: false)
    #expect(run.broken == [:], "\(run.lines)")
    for rule in ["TIM-5", "TIM-6", "SEC-1", "SEC-3"] {
      let result = run.results.first { $0.rule == rule }
      #expect(result?.verdict == .notRun && result?.reason.contains("--bench") == true)
    }
    #expect(Array(rig.shared.outstation.meter.profiles[0].cells.prefix(before.count)) == before)
    #expect(rig.shared.outstation.meter.flags == 0)
    let log = rig.shared.outstation.meter.profiles.last!
    let kinds = Set((0..<log.rowCount).map { log.cells[$0 * log.columns.count + 1] })
    #expect(kinds.isSubset(of: [1, 2]), "only sessions are logged, not \(kinds)")
  }

  @Test(
    "A Prometer 100 as found: exactly its differences are named, and gone when it is set up for settlement")
  func prometer() throws {
    let found = try CoPRig(.prometer100).run(isBench: false)
    #expect(found.broken == ["OST-INT-1": .warn, "TIM-4": .warn], "\(found.lines)")
    let period = found.results.first { $0.rule == "OST-INT-1" }
    #expect(period?.measured.hasPrefix("the period is 900 s") == true, "\(found.lines)")
    let time = found.results.first { $0.rule == "TIM-4" }
    #expect(time?.measured.contains("daylight saving is on") == true, "\(found.lines)")
    #expect(time?.measured.contains("rows in local time") == true, "\(found.lines)")
    #expect(found.seen.notes.contains { $0.contains("by entry is refused") })
    #expect(found.seen.notes.contains { $0.contains("newest first") })
    let settled = try CoPRig(.prometer100, isSettlement: true).run(isBench: false)
    #expect(settled.broken == [:], "\(settled.lines)")
    #expect(
      settled.failed.isEmpty && settled.results.contains { $0.rule == "OST-ADV-1" && $0.verdict == .pass })
  }

  @Test("Another meter than the confirmed one is not touched")
  func otherMeter() throws {
    let rig = CoPRig(days: 3)
    rig.shared.outstation.meter.identity.serial = "87654321"
    #expect(throws: (any Error).self) { try rig.run() }
    #expect(rig.shared.outstation.meter.flags == 0)
  }

  @Test(
    "Clock, period and password are restored wherever the line breaks or somebody stops",
    arguments: [false, true])
  func restoring(isStopped: Bool) throws {
    let reading = CoPRig(days: 3)
    reading.options.days = 2
    _ = try reading.run(isBench: false)
    let whole = CoPRig(days: 3)
    whole.options.days = 2
    _ = try whole.run()
    let first = reading.clock.messages + 20
    for number in stride(from: first, to: whole.clock.messages - 30, by: (whole.clock.messages - first) / 25)
    {
      let rig = CoPRig(days: 3)
      rig.options.days = 2
      if isStopped { rig.clock.stopsAt = number } else { rig.clock.breaksAt = number }
      let run = try rig.run()
      if isStopped && number < whole.clock.messages / 2 {
        #expect(run.seen.notes.contains { $0.contains("ended early") }, "break-\(number)")
      }
      #expect(
        rig.shared.outstation.meter.profiles[0].description.periodSeconds == 1800, "break-\(number): period")
      let now = CoPRig.start + rig.clock.now / 1_000_000_000
      #expect(
        abs(rig.shared.outstation.meter.time(now: rig.clock.now).seconds - now) <= 1, "break-\(number): clock"
      )
      let password = Array("level1".utf8)
      #expect(
        rig.shared.outstation.settings.level(of: password.span.bytes) == 1,
        "break-\(number): password\n\(run.lines)")
    }
  }

  @Test("Advisory rules only warn; every rule's status follows from its source")
  func statuses() {
    #expect(CoPRules.all.count == 39)
    #expect(Set(CoPRules.all.map(\.id)).count == CoPRules.all.count)
    for rule in CoPRules.all {
      for source in rule.sources {
        let isSource = source.tag.hasPrefix("S")
        #expect(source.status.canFail == isSource, "\(rule.id) \(source.tag)")
      }
      #expect(rule.dependants.allSatisfy { CoPRules.rule($0) != nil })
    }
    #expect(CoPRules.rule("OST-STO-1")?.status == .verified)
    #expect(CoPRules.rule("OST-STO-2")?.status == .derived)
    #expect(CoPRules.rule("TIM-1")?.status == .advisory)
    #expect(CoPRules.rule("OST-RD-1")?.status(of: "flags") == .derived)
  }

  @Test("The evidence of a run verifies and holds no password")
  func evidence() throws {
    let rig = CoPRig()
    let run = try rig.run()
    let pack = CoPEvidence(run, rig.options).pack(
      target: "simulated", tester: "T", startedAt: CoPRig.start, version: "test", mode: "bench")
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("cop-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try EvidenceFolder(path: path).write(
      pack, raw: CoPEvidence(run, rig.options).raw, configuration: Data("{}".utf8), versions: [:])
    #expect(EvidenceFolder(path: path).verifyFiles() == [])
    #expect(!pack.cases.contains { $0.verdict == .fail || $0.verdict == .warn })
    // What was not run is there with its reason, and is no pass.
    for test in pack.cases where test.verdict == .notRun {
      #expect(!test.checks[0].found.isEmpty, "\(test.id)")
    }
    #expect(pack.cases.count == CoPRules.of(rig.options.code).count && pack.isPassed)
    let recording = String(
      decoding: CoPEvidence(run, rig.options).raw["session"]!["recording.txt"]!, as: UTF8.self)
    for word in CoPRig.passwords.prefix(3) + ["Bq7xT2"] {
      let hex = word.utf8.map { String($0, radix: 16, uppercase: true) }.joined(separator: " ")
      #expect(!recording.contains(hex), "\(word) is in the recording")
      #expect(!recording.contains(word))
    }
    #expect(recording.contains("**"))
    // What a meter tells itself is found, and masked in the evidence.
    let talker = CoPRig(days: 3, faults: ["SEC-4=tells"])
    talker.options.days = 2
    let told = try talker.run(isBench: false)
    #expect(told.broken["SEC-4"] == .warn, "\(told.lines)")
    #expect(SecretSearch.count([.init(Array("level1".utf8))], in: told.recording.events) == 0)
    #expect(told.seen.facts.contains { $0.words == "(a password)" })
    // A recording that leaks is found.
    let leak = run.recording.events + [.init(nanoseconds: 0, kind: .sent(Array("xxlevel2yy".utf8)))]
    #expect(
      SecretSearch.count(CoPRig.passwords.map { .init(Array($0.utf8)) }, in: leak) == 1)
  }
}
