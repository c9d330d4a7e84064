import Foundation
import Settlement

/// Where a certification stands, from the evidence folders, the list of meter ids, receipts and noted dates. Nothing is
/// kept anywhere else: what is in the folder is the state.
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

  /// The stages in their order.
  public var stages: [Stage]
  /// The scenarios, one by one.
  public var tests: [CertificationTest]

  /// Who fills which part of the evidence report, as the certification's description has it. The numbers of the
  /// official tests beyond these were not found.
  public static let sections: [(part: String, who: String)] = [
    ("Purpose; Test 1 to 4; Test Group 11", "platform (charge point management system)"),
    ("all other test scenarios", "operator, with a data engineer of the platform"),
    ("witness test", "CMS Test Agent, operator, data engineer"),
    ("list of meter ids", "operator"), ("logs, delivered by program", "operator"),
    ("completed report and logs to Elexon", "platform"), ("UMS change code form", "operator, after approval"),
  ]

  /// Looks at `folder`: evidence packs in sub-folders, `meter_ids.csv`, receipts, and the notes. Throws where the
  /// notes cannot be understood.
  public init(folder: String) throws(EvidenceError) {
    let notes = try CertificationNotes(folder: folder)
    let packs = CertificationPack.all(in: folder)
    tests = ScenarioPack.ordered.map { scenario in
      CertificationTest(
        id: scenario.id, title: scenario.title, filledBy: "operator",
        initial: CertificationTest.state(of: scenario.id, mode: .initial, packs).text,
        witness: CertificationTest.state(of: scenario.id, mode: .witness, packs).text)
    }
    let initial = Self.stage(.initial, "Initial testing", "operator and platform", packs, isReady: true)
    let platform = Self.dated(
      "Platform's part of the report (Purpose, Test 1 to 4, Test Group 11)", "platform", notes, .platformPart,
      isReady: true)
    let witness = Self.stage(
      .witness, "Witness testing", "CMS Test Agent with the operator", packs,
      isReady: initial.state == "done" && platform.state == "done")
    let list = Self.list(folder)
    var delivery = Self.dated("Logs delivered by program", "operator", notes, .logDelivery, isReady: true)
    if let receipt = Self.newestReceipt(folder) {
      delivery.state = "done"
      delivery.detail = "\(receipt.file) to \(receipt.target), \(receipt.deliveredAt)"
    }
    let all = [initial, platform, witness, list, delivery]
    stages =
      all + [
        Self.dated(
          "Report submitted", "platform", notes, .submitted, isReady: all.allSatisfy { $0.state == "done" }),
        Self.dated("Approval", "UMSUG and SVG", notes, .approved, isReady: notes[.submitted] != nil),
        Self.dated(
          "UMS change code form", "operator", notes, .changeCodeForm, isReady: notes[.approved] != nil),
      ]
  }

  /// A round of testing: every scenario has to be passed in its newest pack that counts.
  private static func stage(
    _ mode: CMSBench.Mode, _ name: String, _ who: String, _ packs: [CertificationPack], isReady: Bool
  ) -> Stage {
    let own = packs.filter { $0.pack.mode == mode.rawValue }
    var stage = Stage(name: name, who: who, state: isReady ? "open" : "waiting", detail: "")
    guard !own.isEmpty else {
      stage.detail = "no evidence; run 'meter bench cms --mode \(mode.rawValue)'"
      return stage
    }
    let counting = own.filter(\.problems.isEmpty)
    var details = own.filter { !$0.problems.isEmpty }
      .map { "\($0.name): \($0.problems.joined(separator: "; "))" }
    if !counting.isEmpty {
      var byState: [(text: String, ids: [String])] = []
      for scenario in ScenarioPack.ordered {
        let (text, isPassed) = CertificationTest.state(of: scenario.id, mode: mode, packs)
        if isPassed { continue }
        if let index = byState.firstIndex(where: { $0.text == text }) {
          byState[index].ids.append(scenario.id)
        } else {
          byState.append((text, [scenario.id]))
        }
      }
      if byState.isEmpty {
        stage.state = "done"
        details.insert(counting.map(\.name).joined(separator: ", "), at: 0)
      }
      details += byState.map { "\($0.text): \($0.ids.joined(separator: ", "))" }
    }
    if stage.state != "done" { stage.state = "open" }
    stage.detail = details.joined(separator: "; ")
    return stage
  }

  private static func dated(
    _ name: String, _ who: String, _ notes: CertificationNotes, _ step: CertificationNotes.Step, isReady: Bool
  ) -> Stage {
    let date = notes[step]
    return Stage(
      name: name, who: who, state: date != nil ? "done" : isReady ? "open" : "waiting",
      detail: date ?? "note it with 'meter cms mark \(step.rawValue) DATE'")
  }

  private static func list(_ folder: String) -> Stage {
    var list = Stage(name: "List of meter ids", who: "operator", state: "open", detail: "no meter_ids.csv")
    guard let text = try? String(contentsOfFile: "\(folder)/meter_ids.csv", encoding: .utf8) else {
      return list
    }
    do throws(FlowError) {
      let register = try MeterIDRegister(parsing: text)
      list.state = register.entries.isEmpty ? "open" : "done"
      list.detail = "\(register.entries.count) meters"
    } catch { list.detail = "meter_ids.csv, \(error)" }
    return list
  }

  /// The newest receipt of a delivery, in the folder itself or in one below (that of `meter settle schedule`).
  private static func newestReceipt(_ folder: String) -> DeliveryReceipt? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let paths = ["\(folder)/receipts.jsonl"] + names.map { "\(folder)/\($0)/receipts.jsonl" }
    return paths.flatMap { path -> [DeliveryReceipt] in
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
      return text.split(separator: "\n").compactMap {
        try? JSONDecoder().decode(DeliveryReceipt.self, from: Data($0.utf8))
      }
    }.max { $0.deliveredAt < $1.deliveredAt }
  }
}
