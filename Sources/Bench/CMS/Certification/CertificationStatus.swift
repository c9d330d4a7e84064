import Foundation
import Settlement

/// Where a certification stands, from the evidence folders and the dates that were noted.
public struct CertificationStatus: Codable, Equatable, Sendable {
  /// One stage.
  public struct Stage: Codable, Equatable, Sendable {
    /// Name.
    public var name: String
    /// Who does it.
    public var who: String
    /// `done`, `open` or `waiting` (for the stage before).
    public var state: String
    /// What is there, and what is missing.
    public var detail: String
  }

  /// Dates that nobody but people know: `certification.json` in the folder.
  public struct Notes: Codable, Equatable, Sendable {
    /// Report and logs handed in.
    public var submitted: String?
    /// Approval received.
    public var approved: String?
    /// Charge-code application form filled in.
    public var changeCodeForm: String?

    /// No dates.
    public init() {}
  }

  /// The stages in their order.
  public var stages: [Stage]

  /// Name of the notes' file.
  public static let notesName = "certification.json"

  /// Who fills which part of the evidence report, as the certification's description has it.
  public static let sections: [(part: String, who: String)] = [
    ("Purpose; Test 1 to 4; Test Group 11", "platform (charge point management system)"),
    ("all other test scenarios", "operator, with a data engineer of the platform"),
    ("witness test", "CMS Test Agent, operator, data engineer"),
    ("list of meter ids", "operator"), ("completed report and logs to Elexon", "platform"),
    ("UMS change code form", "operator, after approval"),
  ]

  /// Looks at `folder`: evidence packs in sub-folders, `meter_ids.csv`, and the notes.
  public init(folder: String) {
    let base = URL(fileURLWithPath: folder)
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var notes = Notes()
    if let data = try? Data(contentsOf: base.appendingPathComponent(Self.notesName)) {
      notes = (try? JSONDecoder().decode(Notes.self, from: data)) ?? Notes()
    }
    var best: [String: (name: String, problems: [String])] = [:]
    for name in names {
      let path = base.appendingPathComponent(name).path
      guard FileManager.default.fileExists(atPath: path + "/results.json") else { continue }
      let evidence = EvidenceFolder(path: path)
      guard let pack = try? evidence.pack() else { continue }
      let problems = Self.problems(evidence, pack)
      if let old = best[pack.mode], old.problems.count < problems.count { continue }
      best[pack.mode] = (name, problems)
    }
    func stage(_ mode: String, _ name: String, _ who: String, isReady: Bool) -> Stage {
      guard let found = best[mode] else {
        return Stage(
          name: name, who: who, state: isReady ? "open" : "waiting",
          detail: "no evidence; run 'meter bench cms --mode \(mode)'")
      }
      return Stage(
        name: name, who: who, state: found.problems.isEmpty ? "done" : "open",
        detail: found.problems.isEmpty
          ? "\(found.name)" : "\(found.name): \(found.problems.joined(separator: "; "))")
    }
    let initial = stage("initial", "Initial testing", "operator and platform", isReady: true)
    let witness = stage(
      "witness", "Witness testing", "CMS Test Agent with the operator", isReady: initial.state == "done")
    var list = Stage(name: "List of meter ids", who: "operator", state: "open", detail: "no meter_ids.csv")
    if let text = try? String(contentsOf: base.appendingPathComponent("meter_ids.csv"), encoding: .utf8) {
      do throws(FlowError) {
        let register = try MeterIDRegister(parsing: text)
        list.state = register.entries.isEmpty ? "open" : "done"
        list.detail = "\(register.entries.count) meters"
      } catch { list.detail = "meter_ids.csv, \(error)" }
    }
    func dated(_ name: String, _ who: String, _ date: String?, _ mark: String, isReady: Bool) -> Stage {
      Stage(
        name: name, who: who, state: date != nil ? "done" : isReady ? "open" : "waiting",
        detail: date ?? "note it with 'meter cms mark \(mark) DATE'")
    }
    let isTested = witness.state == "done" && list.state == "done"
    stages = [
      initial, witness, list,
      dated("Report submitted", "platform", notes.submitted, "submitted", isReady: isTested),
      dated("Approval", "UMSUG and SVG", notes.approved, "approved", isReady: notes.submitted != nil),
      dated(
        "UMS change code form", "operator", notes.changeCodeForm, "change-code-form",
        isReady: notes.approved != nil),
    ]
  }

  /// What keeps a pack from counting.
  static func problems(_ folder: EvidenceFolder, _ pack: EvidencePack) -> [String] {
    var problems = folder.verifyFiles().prefix(1).map { $0 }
    let failed = pack.cases.filter { !$0.isPassed }.map(\.id)
    if !failed.isEmpty { problems.append("failed: \(failed.joined(separator: ", "))") }
    if pack.cases.contains(where: { $0.injectedFault != nil }) { problems.append("has injected faults") }
    let missing = ScenarioPack.ordered.map(\.id).filter { id in !pack.cases.contains { $0.id == id } }
    if !missing.isEmpty { problems.append("not run: \(missing.joined(separator: ", "))") }
    let signatures = folder.verifySignatures()
    problems += signatures.compactMap { entry in entry.problem.map { "\(entry.signature.role): \($0)" } }
    for role in pack.mode == "witness" ? ["tester", "witness"] : ["tester"]
    where !signatures.contains(where: { $0.signature.role == role }) {
      problems.append("not signed by the \(role)")
    }
    return problems
  }
}
