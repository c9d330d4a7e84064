import ArgumentParser
import Bench
import Foundation
import Settlement

struct BenchCMSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cms", abstract: "Run the CMS scenarios S1 to S16 and write their evidence.",
    discussion: """
      Plays every scenario on the built-in charge-point simulator in accelerated time, compares the half hours with
      the load that was really taken, and writes report.html, results.json, raw files, a manifest and signatures into
      a new folder. With --listen a real charge point (OCPP 1.6J or 2.0.1) plays those that it can, started and
      stopped by command; the others are listed with the reason. It is evidence for a test agent, not an approval.
      Exit code 4 when a scenario fails, 3 when the charge point does not connect.
      """)

  @Option(help: "initial (by the operator) or witness (the same before a test agent).") var mode:
    CMSBench.Mode = .initial
  @Option(help: "Scenarios, e.g. S1,S5; default all.") var only: String?
  @Option(help: "Scenarios to run with their fault injected, e.g. S4: they must fail.") var fault: String?
  @OptionGroup var evidence: EvidenceOptions
  @OptionGroup var view: WitnessOption
  @OptionGroup var live: LiveCMSOptions
  @OptionGroup var policy: PolicyOption
  @Flag(help: "List the scenarios and their faults, run nothing.") var list = false
  @Flag(help: "Run the pack once with each fault and print which scenario sees it (docs/cms-scenarios.md).")
  var faultTable = false
  @Flag(help: "JSON output: results.json.") var json = false

  func run() async throws {
    if try answerAtOnce() { return }
    let plan = try plan()
    try conclude(plan, try await view.show(plan.progress, evidence) { try await play(plan) })
  }

  /// What is shown without running the scenarios of a test. True when that is all.
  // Not inlined: inside an asynchronous function it ends the release build in a fault of the compiler (Swift 6.2,
  // splitting of coroutines).
  @inline(never)
  private func answerAtOnce() throws -> Bool {
    if list { showList() }
    if faultTable { print(FaultTable(policy: try policy.load()).markdown, terminator: "") }
    return list || faultTable
  }

  private typealias Played = (pack: EvidencePack, raw: [String: [String: Data]])

  /// What the options ask for, read before anything is run.
  private struct Plan {
    var scenarios: [Scenario]
    var faults: Set<String>
    /// Keys are read first: a wrong one must not cost a run.
    var keys: EvidenceOptions.Keys
    var meterIDs: MeterIDRegister?
    var policy: CMSPolicy
    var progress: BenchProgress
  }

  private func plan() throws -> Plan {
    if mode == .witness, evidence.witness.isEmpty {
      throw CommandFailure(.usage, "mode witness needs --witness NAME: who watches the test")
    }
    let plan = Plan(
      scenarios: ScenarioPack.scenarios(try ids(only)) ?? [], faults: Set(try ids(fault)),
      keys: try evidence.keys(),
      meterIDs: try live.register.map { try MeterIDRegister(parsing: TextFile.text($0)) },
      policy: try policy.load(),
      progress: BenchProgress(
        title: "CMS scenarios", facts: [["Mode", mode.rawValue], ["Tester", evidence.tester]]))
    plan.progress.take(.planned(plan.scenarios.map { BenchStep(id: $0.id, title: $0.title) }))
    return plan
  }

  private func conclude(_ plan: Plan, _ played: Played) throws {
    var (pack, raw) = played
    if let meterIDs = plan.meterIDs {
      raw["meter-ids"] = ["meter_ids.csv": Data(meterIDs.text.utf8)]
      pack.settings.append(["meter ids", "\(meterIDs.entries.count), raw/meter-ids/meter_ids.csv"])
    }
    try evidence.write(pack, raw: raw, configuration: plan.policy, keys: plan.keys)
    plan.progress.take(.finished(pack.verdict))
    try finish(pack, plan.scenarios)
  }

  /// Runs the scenarios on the charge point that was named, or on the simulator.
  private func play(_ plan: Plan) async throws -> Played {
    let started = Int64(Date().timeIntervalSince1970)
    let version = MeterCommand.configuration.version
    let tell: (EvidenceCase) -> Void = { test in
      plan.progress.take(.ended(test))
      self.show(test)
    }
    guard let listen = live.listen, let identity = live.identity else {
      return CMSBench(policy: plan.policy).run(
        plan.scenarios, mode: mode, tester: evidence.tester, witness: evidence.witness, startedAt: started,
        version: version, faults: plan.faults, progress: tell)
    }
    guard plan.faults.isEmpty else {
      throw CommandFailure(.usage, "--fault is for the simulator: a real charge point has its own faults")
    }
    return try await runLive(
      listen, identity, plan.scenarios, policy: plan.policy, meterIDs: plan.meterIDs, startedAt: started,
      version: version, progress: tell)
  }

  private func finish(_ pack: EvidencePack, _ scenarios: [Scenario]) throws {
    if json {
      try JSONOutput.print(pack)
    } else {
      for scenario in scenarios where live.listen != nil {
        guard let reason = LiveCMSBench.reasonNotPlayed(scenario.id) else { continue }
        print("not run  \(scenario.id)  \(scenario.title): \(reason)")
      }
      let passed = pack.cases.filter(\.isPassed).count
      print(
        "\(passed) of \(pack.cases.count) scenarios passed. Limits are unverified unless the policy names a source; this is no approval."
      )
      if let output = evidence.output { print("Evidence: \(output)/report.html") }
    }
    if Interruption.isWanted {
      let left = pack.cases.filter { $0.verdict == .notRun }.map(\.id)
      throw CommandFailure(
        .device, "stopped by the tester: not everything was run (\(left.joined(separator: ", ")))")
    }
    let failed = pack.cases.filter { !$0.isPassed }.map(\.id)
    guard failed.isEmpty else { throw CommandFailure(.data, "failed: \(failed.joined(separator: ", "))") }
    guard !pack.cases.isEmpty else {
      throw CommandFailure(
        .usage,
        "none of these can be played on a real charge point; it plays \(LiveCMSBench.playable.joined(separator: ", "))"
      )
    }
  }

  private func showList() {
    for scenario in ScenarioPack.ordered {
      let reason = LiveCMSBench.reasonNotPlayed(scenario.id)
      print(
        "\(scenario.id)\t\(scenario.title)\n\tfault: \(scenario.fault)\n\tfrom: \(scenario.origin)\n\ton a real charge point: \(reason.map { "not run: \($0)" } ?? "yes")"
      )
    }
  }

  private func ids(_ text: String?) throws -> [String] {
    let ids = text?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).uppercased() } ?? []
    guard ScenarioPack.scenarios(ids) != nil else {
      throw CommandFailure(
        .usage,
        "'\(text ?? "")' names no scenario; known are \(ScenarioPack.ordered.map(\.id).joined(separator: ", "))"
      )
    }
    return ids
  }

  /// Progress: one line a scenario, and what failed.
  func show(_ test: EvidenceCase) {
    guard !json else { return }
    let verdict = test.isPassed ? "pass" : test.verdict == .fail ? "FAIL" : test.verdict.rawValue
    print("\(verdict)  \(test.id)  \(test.title)")
    for check in test.checks where !check.isPassed {
      print(
        "      \(check.name): expected \(check.expected), found \(check.found) \(check.limit.isEmpty ? "" : "(limit \(check.limit))")"
      )
    }
  }
}

extension CMSBench.Mode: ExpressibleByArgument {}
