import Foundation
import Settlement
import Testing

@testable import Bench

@Suite struct CertificationTests {
  /// A folder of its own, gone with the test.
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("status-\(UUID().uuidString)")
      .path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Runs scenarios into a pack, signed by `roles`.
    func pack(
      _ name: String, _ ids: [String] = [], mode: CMSBench.Mode = .initial, roles: [String] = ["tester"],
      faults: Set<String> = [], at seconds: Int64 = 1_767_571_200
    ) throws {
      let run = CMSBench().run(
        ScenarioPack.scenarios(ids)!, mode: mode, tester: "T", witness: "W", startedAt: seconds,
        version: "test", faults: faults)
      let folder = EvidenceFolder(path: "\(path)/\(name)")
      try folder.write(
        run.pack, raw: run.raw, configuration: Data("{}".utf8), versions: ["swift-meter": "test"])
      for role in roles { try folder.sign(EvidenceKey(), role: role, name: role, atSeconds: seconds) }
    }

    func write(_ name: String, _ text: String) throws {
      let url = URL(fileURLWithPath: "\(path)/\(name)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }

    func mark(_ step: CertificationNotes.Step, _ date: String) throws {
      var notes = try CertificationNotes(folder: path)
      try notes.note(step, date)
      try notes.save(folder: path)
    }

    var status: CertificationStatus { get throws { try CertificationStatus(folder: path) } }
    var states: String { get throws { try status.stages.map { String($0.state.prefix(1)) }.joined() } }
  }

  @Test("From nothing to the form: each step moves its stage, and a new look finds the same")
  func workflow() throws {
    let folder = try Folder()
    // initial, platform part, witness, list, delivery, submitted, approved, form
    #expect(try folder.states == "oowoowww")
    try folder.pack("one", roles: [])
    #expect(try folder.status.stages[0].detail == "one: not signed by the tester")
    try EvidenceFolder(path: folder.path + "/one").sign(
      EvidenceKey(), role: "tester", name: "T", atSeconds: 0)
    #expect(try folder.states == "dowoowww")
    try folder.mark(.platformPart, "2026-01-20")
    #expect(try folder.states == "ddooowww")
    try folder.pack("two", mode: .witness)
    #expect(try folder.status.stages[2].detail == "two: not signed by the witness")
    try EvidenceFolder(path: folder.path + "/two").sign(
      EvidenceKey(), role: "witness", name: "W", atSeconds: 0)
    #expect(try folder.states == "dddoowww")
    try folder.write("meter_ids.csv", MeterIDRegister.header + "\n")
    #expect(try folder.states == "dddoowww")
    try folder.write(
      "meter_ids.csv", MeterIDRegister.header + "\nVM1,CP1,1,CMSUNIT00001,evcp001,2278686232789\n")
    #expect(try folder.states == "ddddowww")
    try folder.write(
      "schedule/receipts.jsonl",
      #"{"bytes":1,"deliveredAt":"2026-01-22T01:00:00Z","file":"f","target":"t"}"# + "\n")
    #expect(try folder.states == "dddddoww")
    #expect(try folder.status.stages[4].detail == "f to t, 2026-01-22T01:00:00Z")
    try folder.mark(.submitted, "2026-02-01")
    #expect(try folder.states == "ddddddow")
    try folder.mark(.approved, "2026-02-20")
    try folder.mark(.changeCodeForm, "2026-02-20")
    #expect(try folder.states == "dddddddd")
    #expect(
      try folder.status.tests.allSatisfy { $0.initial == "passed (one)" && $0.witness == "passed (two)" })
    #expect(try folder.status == folder.status)
  }

  @Test("Scenarios may be spread over packs; the newest run of each counts, failed, faulty or passed")
  func severalPacks() throws {
    let folder = try Folder()
    let ids = (1...16).map { "S\($0)" }
    try folder.pack("a", Array(ids.dropFirst()), at: 1_000)
    #expect(try folder.status.stages[0].detail == "not run: S1")
    try folder.pack("b", ["S1"], at: 2_000)
    #expect(try folder.states.hasPrefix("d"))
    // The name says nothing about the order: the time does.
    try folder.pack("0", ["S7"], faults: ["S7"], at: 3_000)
    #expect(try folder.states.hasPrefix("o"))
    #expect(try folder.status.stages[0].detail == "with fault (0): S7")
    try folder.pack("c", ["S7"], at: 4_000)
    #expect(try folder.states.hasPrefix("d"))
    // A later one that nobody signed changes nothing, and is named.
    try folder.pack("d", ["S8"], roles: [], faults: ["S8"], at: 5_000)
    #expect(try folder.states.hasPrefix("d"))
    #expect(try folder.status.stages[0].detail.hasSuffix("d: not signed by the tester"))
    // Nor one that was changed afterwards.
    try folder.write("b/report.html", "other")
    #expect(try folder.status.tests[0].initial == "not run")
    #expect(try folder.status.stages[0].detail.contains("b: report.html was changed"))
  }

  @Test("Dates follow one another; notes that cannot be understood are refused, not ignored")
  func notes() throws {
    let folder = try Folder()
    #expect(throws: EvidenceError.self) { try folder.mark(.approved, "2026-02-01") }
    try folder.mark(.submitted, "2026-02-01")
    #expect(throws: EvidenceError.self) { try folder.mark(.approved, "2026-01-31") }
    try folder.mark(.approved, "2026-02-01")
    #expect(throws: EvidenceError.self) { try folder.mark(.submitted, "2026-02-02") }
    #expect(throws: EvidenceError.self) { try folder.mark(.submitted, "2026-02-30") }
    try folder.mark(.submitted, "2026-01-30")
    for wrong in [#"{"aproved":"2026-02-01"}"#, #"{"approved":"soon"}"#, "[]", ""] {
      try folder.write("certification.json", wrong)
      #expect(throws: EvidenceError.self, "\(wrong)") { try folder.status }
    }
  }
}
