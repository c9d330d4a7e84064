import Settlement

/// Which fault which scenario sees, found by running them: the page docs/cms-scenarios.md.
public struct FaultTable: Sendable {
  /// What the fault of one scenario did.
  public struct Row: Sendable {
    /// The scenario.
    public var scenario: Scenario
    /// The names of its checks that failed, and the number of all.
    public var failed: [String]
    public var checks: Int
    /// The scenarios of the pack that failed when only this fault was injected.
    public var failedScenarios: [String]
  }

  /// One row a scenario.
  public let own: [Row]
  /// By fault of all charge points: the ids of the scenarios that fail.
  public let common: [(fault: SourceFault, failed: Set<String>)]

  /// Runs the pack once with each fault.
  public init(policy: CMSPolicy = CMSPolicy()) {
    let scenarios = ScenarioPack.ordered
    func run(_ scenario: Scenario, _ source: any ScenarioSource, isFaulty: Bool) -> EvidenceCase {
      scenario.run(policy: policy, source: source, injectingFault: isFaulty).evidence
    }
    let good = scenarios.map { run($0, SimulatedChargePoint(), isFaulty: false) }
    own = scenarios.enumerated().map { index, scenario in
      // A scenario has its own units, so the others run as they do without the fault.
      let evidence = run(scenario, SimulatedChargePoint(), isFaulty: true)
      let all = good.enumerated().map { $0 == index ? evidence : $1 }
      return Row(
        scenario: scenario, failed: evidence.checks.filter { !$0.isPassed }.map(\.name),
        checks: evidence.checks.count, failedScenarios: all.filter { !$0.isPassed }.map(\.id))
    }
    common = SourceFault.all.map { fault in
      let source = FaultySource(source: SimulatedChargePoint(), fault: fault)
      return (
        fault,
        Set(scenarios.map { run($0, source, isFaulty: false) }.filter { !$0.isPassed }.map(\.id))
      )
    }
  }

  /// The page.
  public var markdown: String {
    var lines = [
      "# The scenarios and their faults", "",
      "Made by `meter bench cms --fault-table`; a test compares this page with a new run. Limits are those of",
      "`meter settle policy`, all *unverified*.", "", "## The fault of each scenario", "",
      "The pack is run once for each row, with this one fault injected (`meter bench cms --fault S1`).", "",
      "| | Scenario | Its fault | Checks that fail | Scenarios that fail |", "|---|---|---|---|---|",
    ]
    for row in own {
      let names = row.failed.map { "`\($0)`" }.joined(separator: ", ")
      lines.append(
        "| \(row.scenario.id) | \(row.scenario.title) | \(row.scenario.fault) | \(row.failed.count) of \(row.checks): \(names) | \(row.failedScenarios.joined(separator: ", ")) |"
      )
    }
    let ids = ScenarioPack.ordered.map(\.id)
    lines += [
      "", "## One fault in every charge point", "",
      "The same pack, where all charge points of all scenarios have a fault: `×` fails, `·` passes. S2 and S3 switch",
      "loads by events and have no register. A fault of outages is seen where there are outages. Frames that come",
      "twice change nothing, as they should.", "", "| Fault | \(ids.joined(separator: " | ")) |",
      "|---|\(String(repeating: "---|", count: ids.count))",
    ]
    for (fault, failed) in common {
      lines.append(
        "| \(fault.name) | \(ids.map { failed.contains($0) ? "×" : "·" }.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
