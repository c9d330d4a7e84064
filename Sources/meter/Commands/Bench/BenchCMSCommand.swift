import ArgumentParser
import Bench
import Foundation
import Settlement

struct BenchCMSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cms", abstract: "Run the CMS scenarios S1 to S16 and write their evidence.",
    discussion: """
      Plays every scenario on the built-in charge-point simulator in accelerated time, compares the half hours with
      the load that was really taken, and writes report.html, results.json, raw files, a manifest and signatures into
      a new folder. It is evidence for a test agent, not an approval. Exit code 4 when a scenario fails.
      """)

  @Option(help: "initial (by the operator) or witness (the same before a test agent).") var mode:
    CMSBench.Mode = .initial
  @Option(help: "Scenarios, e.g. S1,S5; default all.") var only: String?
  @Option(help: "Scenarios to run with their fault injected, e.g. S4: they must fail.") var fault: String?
  @OptionGroup var evidence: EvidenceOptions
  @OptionGroup var view: WitnessOption
  @OptionGroup var policy: PolicyOption
  @Flag(help: "List the scenarios and their faults, run nothing.") var list = false
  @Flag(help: "JSON output: results.json.") var json = false

  func run() throws {
    let all = ScenarioPack.ordered
    if list {
      for scenario in all {
        print("\(scenario.id)\t\(scenario.title)\n\tfault: \(scenario.fault)\n\tfrom: \(scenario.origin)")
      }
      return
    }
    func ids(_ text: String?) throws -> [String] {
      let ids = text?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).uppercased() } ?? []
      guard ScenarioPack.scenarios(ids) != nil else {
        throw CommandFailure(
          .usage, "'\(text ?? "")' names no scenario; known are \(all.map(\.id).joined(separator: ", "))")
      }
      return ids
    }
    let scenarios = ScenarioPack.scenarios(try ids(only)) ?? []
    let faults = Set(try ids(fault))
    if mode == .witness, evidence.witness.isEmpty {
      throw CommandFailure(.usage, "mode witness needs --witness NAME: who watches the test")
    }
    // Keys are read first: a wrong one must not cost a run.
    let keys = try evidence.keys()
    let policy = try policy.load()
    let started = Int64(Date().timeIntervalSince1970)
    let version = MeterCommand.configuration.version
    let progress = BenchProgress(
      title: "CMS scenarios", facts: [["Mode", mode.rawValue], ["Tester", evidence.tester]])
    progress.take(.planned(scenarios.map { BenchStep(id: $0.id, title: $0.title) }))
    let page = try view.start(progress)
    defer { page?.end() }
    let run = CMSBench(policy: policy).run(
      scenarios, mode: mode, tester: evidence.tester, witness: evidence.witness, startedAt: started,
      version: version, faults: faults
    ) { test in
      progress.take(.ended(test))
      guard !json else { return }
      print("\(test.isPassed ? "pass" : "FAIL")  \(test.id)  \(test.title)")
      for check in test.checks where !check.isPassed {
        print(
          "      \(check.name): expected \(check.expected), found \(check.found) \(check.limit.isEmpty ? "" : "(limit \(check.limit))")"
        )
      }
    }
    let output = try evidence.write(run.pack, raw: run.raw, configuration: policy, keys: keys)
    progress.take(.finished(run.pack.verdict))
    if json {
      try JSONOutput.print(run.pack)
    } else {
      let passed = run.pack.cases.filter(\.isPassed).count
      print(
        "\(passed) of \(run.pack.cases.count) scenarios passed. Limits are unverified unless the policy names a source; this is no approval."
      )
      if let output { print("Evidence: \(output)/report.html") }
    }
    let failed = run.pack.cases.filter { !$0.isPassed }.map(\.id)
    guard failed.isEmpty else { throw CommandFailure(.data, "failed: \(failed.joined(separator: ", "))") }
  }
}

extension CMSBench.Mode: ExpressibleByArgument {}
