import Foundation
import OutstationService
import Testing

@testable import Bench

/// Every rule against every fault: a fault breaks its rule and only what depends on it.
@Suite struct CoPFaultTests {
  private static func run(_ fault: String?) throws -> CoPBench.Run {
    let rig = CoPRig(faults: fault.map { [$0] } ?? [])
    let rule = fault?.split(separator: "=").first
    rig.options.isLegacy = rule == "OST-STO-2"
    // Six hours of clock readings only where they matter; the meter without fault has them too.
    rig.options.hours = rule == "TIM-2" || fault == nil ? 6 : 0
    rig.options.pulses = CoPPulses(
      edges: rig.shared.outstation.meter.pulses(hours: 6, wattHours: 10), valueWattHours: 10)
    rig.options.accuracy = try CoPAccuracy(rig.accuracyPack())
    // An hourly period cannot be set back on this outstation: that meter is only read.
    return try rig.run(isBench: fault != "OST-INT-1=hourly")
  }

  /// All faults that are broken, with what they break, in the order of the faults.
  private static func matrix() async throws -> [(fault: SimulatedFault, run: CoPBench.Run)] {
    try await withThrowingTaskGroup(of: (Int, CoPBench.Run).self) { group in
      var next = 0
      func add() {
        guard next < SimulatedFault.all.count else { return }
        let index = next
        next += 1
        group.addTask { (index, try run(SimulatedFault.all[index].description)) }
      }
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { add() }
      var runs: [Int: CoPBench.Run] = [:]
      while let (index, run) = try await group.next() {
        runs[index] = run
        add()
      }
      return SimulatedFault.all.indices.map { (SimulatedFault.all[$0], runs[$0]!) }
    }
  }

  @Test("Each fault breaks its rule and only its dependants; docs/cop-rules.md says so")
  func mutations() async throws {
    let clean = try Self.run(nil)
    #expect(clean.broken == [:], "\(clean.lines)")
    let runs = try await Self.matrix()
    for (fault, run) in runs {
      let broken = Set(run.broken.keys)
      let allowed = Set([fault.rule] + (CoPRules.rule(fault.rule)?.dependants ?? []))
      #expect(broken.contains(fault.rule), "\(fault) is not found\n\(run.lines)")
      #expect(
        broken.isSubset(of: allowed),
        "\(fault) also breaks \(broken.subtracting(allowed).sorted())\n\(run.lines)")
      // A verified or derived rule fails, an advisory one warns.
      let result = run.results.first { $0.rule == fault.rule }
      #expect(result.map { $0.verdict == ($0.status.canFail ? .fail : .warn) } == true, "\(fault)")
      if fault.rule != "TIM-6" && fault.rule != "OST-INT-1" {
        #expect(
          run.seen.trials.restored.allSatisfy { $0.failure == nil }, "\(fault): \(run.seen.trials.restored)")
      }
    }
    // Without a fault everything judged is passed, so what no fault breaks is unproven.
    let table = CoPRuleTable(runs.map { ($0.fault.description, $0.fault.rule, Set($0.run.broken.keys)) }).text
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let made = root.appendingPathComponent(".build/cop-rules.md")
    try Data(table.utf8).write(to: made)
    let kept = try? String(contentsOf: root.appendingPathComponent("docs/cop-rules.md"), encoding: .utf8)
    #expect(kept == table, "docs/cop-rules.md is not current: copy .build/cop-rules.md over it")
  }
}

/// The table of rules and the faults that break them.
struct CoPRuleTable {
  private let runs: [(fault: String, rule: String, broken: Set<String>)]

  init(_ runs: [(fault: String, rule: String, broken: Set<String>)]) { self.runs = runs }

  var text: String {
    var lines = [
      "# Rules of the Codes of Practice, and the faults that prove them", "",
      "Made by `swift test --filter CoPFaultTests`, which runs every rule on a simulated meter with every fault and",
      "writes `.build/cop-rules.md`. A fault breaks its rule and nothing but the dependants named; without a fault every",
      "rule that can be judged is passed. Sources and statuses: [bench.md](bench.md). `meter bench rules` lists methods,",
      "`meter simulate cop --fault list` explains the faults.", "",
      "| rule | title | CoPs | limit | source | status | faults that break it | dependants |",
      "|---|---|---|---|---|---|---|---|",
    ]
    var unproven: [String] = []
    for rule in CoPRules.all {
      let mine = runs.filter { $0.rule == rule.id }
      let killing = mine.filter { $0.broken.contains(rule.id) }.map { "`\($0.fault)`" }
      let others = Set(mine.flatMap(\.broken)).subtracting([rule.id]).sorted()
      if killing.isEmpty { unproven.append(rule.id) }
      let cells = [
        rule.id, rule.title, rule.cops.map(String.init).joined(separator: " "), rule.limit, rule.sourceText,
        rule.statusText, killing.isEmpty ? "none: unproven" : killing.joined(separator: " "),
        others.isEmpty ? "none" : others.joined(separator: " "),
      ]
      lines.append(
        "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |")
    }
    lines += ["", "\(CoPRules.all.count) rules, \(runs.count) faults."]
    lines.append(
      unproven.isEmpty
        ? "Every rule is broken by a fault: none is unproven."
        : "Unproven (no fault of the simulated meter breaks them): \(unproven.joined(separator: ", ")).")
    return lines.joined(separator: "\n") + "\n"
  }
}
