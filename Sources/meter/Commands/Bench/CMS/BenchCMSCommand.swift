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
    if list { return showList() }
    if faultTable { return print(FaultTable(policy: try policy.load()).markdown, terminator: "") }
    let scenarios = ScenarioPack.scenarios(try ids(only)) ?? []
    let faults = Set(try ids(fault))
    if mode == .witness, evidence.witness.isEmpty {
      throw CommandFailure(.usage, "mode witness needs --witness NAME: who watches the test")
    }
    // Keys are read first: a wrong one must not cost a run.
    let keys = try evidence.keys()
    let meterIDs = try live.register.map { try MeterIDRegister(parsing: TextFile.text($0)) }
    let policy = try policy.load()
    let started = Int64(Date().timeIntervalSince1970)
    let version = MeterCommand.configuration.version
    let progress = BenchProgress(
      title: "CMS scenarios", facts: [["Mode", mode.rawValue], ["Tester", evidence.tester]])
    progress.take(.planned(scenarios.map { BenchStep(id: $0.id, title: $0.title) }))
    let page = try view.start(progress)
    defer { page?.end() }
    func show(_ test: EvidenceCase) {
      progress.take(.ended(test))
      self.show(test)
    }
    var run: (pack: EvidencePack, raw: [String: [String: Data]])
    if let listen = live.listen, let identity = live.identity {
      guard faults.isEmpty else {
        throw CommandFailure(.usage, "--fault is for the simulator: a real charge point has its own faults")
      }
      run = try await runLive(
        listen, identity, scenarios, policy: policy, meterIDs: meterIDs, startedAt: started, version: version,
        progress: show)
    } else {
      run = CMSBench(policy: policy).run(
        scenarios, mode: mode, tester: evidence.tester, witness: evidence.witness, startedAt: started,
        version: version,
        faults: faults, progress: show)
    }
    if let meterIDs {
      run.raw["meter-ids"] = ["meter_ids.csv": Data(meterIDs.text.utf8)]
      run.pack.settings.append(["meter ids", "\(meterIDs.entries.count), raw/meter-ids/meter_ids.csv"])
    }
    try evidence.write(run.pack, raw: run.raw, configuration: policy, keys: keys)
    progress.take(.finished(run.pack.verdict))
    try finish(run.pack, scenarios)
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
