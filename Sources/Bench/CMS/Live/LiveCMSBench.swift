import Foundation
import MeterCore
import Settlement

/// Runs the scenarios that a real charge point can play, and says of the others why they were not run.
public struct LiveCMSBench: Sendable {
  /// Limits.
  public var policy: CMSPolicy
  /// The charge point.
  public var device: any LiveChargePoint
  /// The connector under test, as it is registered.
  public var entry: MeterIDRegister.Entry
  /// How long to wait.
  public var timing: LiveTiming
  /// The load that the tester has set, in W; nil where it is not known.
  public var watts: Int64?

  /// Creates a bench.
  public init(
    policy: CMSPolicy, device: any LiveChargePoint, entry: MeterIDRegister.Entry, timing: LiveTiming,
    watts: Int64?
  ) {
    self.policy = policy
    self.device = device
    self.entry = entry
    self.timing = timing
    self.watts = watts
  }

  /// The ids that can be played.
  public static var playable: [String] { LiveScenarios.all.map(\.id) }

  /// Why a scenario is not played on a real charge point; nil when it is.
  public static func reasonNotPlayed(_ id: String) -> String? { LiveScenario.notPlayed[id] }

  /// Runs `scenarios` in their order. A scenario that the charge point does not go along with fails with the reason;
  /// the next one is tried all the same. Once the tester wants to end, what is left stands in the pack as not run.
  public func run(
    _ scenarios: [Scenario], mode: CMSBench.Mode, tester: String, witness: String, startedAt seconds: Int64,
    version: String, progress: (EvidenceCase) -> Void = { _ in }
  ) async -> (pack: EvidencePack, raw: [String: [String: Data]]) {
    var pack = EvidencePack(
      title: "Evidence of the virtual metering of a charge point (CMS scenarios, \(mode.rawValue))",
      disclaimer: CMSBench.disclaimer, mode: mode.rawValue, startedAt: UTCStamp.iso(seconds), tester: tester,
      witness: mode == .witness ? witness : "",
      subject: ["swift-meter": version, "source": await device.name],
      settings: policy.values.map { [$0.name, $0.text] } + [
        ["event log", "\(NeutralEventLog.name) (not an industry format)"],
        ["load set by the tester", watts.map { "\($0) W" } ?? "not named"],
      ])
    var raw: [String: [String: Data]] = [:]
    for scenario in scenarios {
      guard let live = LiveScenarios.all.first(where: { $0.id == scenario.id }) else {
        pack.settings.append([
          "\(scenario.id) not run", LiveScenario.notPlayed[scenario.id] ?? "cannot be played",
        ])
        continue
      }
      if timing.isStopped() {
        pack.cases.append(Self.notRun(live, scenario))
        continue
      }
      let result = await run(live, scenario, startedAt: seconds)
      pack.cases.append(result.evidence)
      raw[scenario.id] = result.raw
      progress(result.evidence)
    }
    return (pack, raw)
  }

  private static func notRun(_ live: LiveScenario, _ scenario: Scenario) -> EvidenceCase {
    var evidence = EvidenceCase(
      id: live.id, title: scenario.title, origin: scenario.origin, purpose: live.purpose)
    evidence.checks = [
      EvidenceCheck(
        "the scenario was played", expected: "yes", found: "the tester ended the bench before it",
        verdict: .notRun)
    ]
    return evidence
  }

  private func run(
    _ live: LiveScenario, _ scenario: Scenario, startedAt seconds: Int64
  ) async -> (evidence: EvidenceCase, raw: [String: Data]) {
    var bench = ScenarioBench(
      EvidenceCase(id: live.id, title: scenario.title, origin: scenario.origin, purpose: live.purpose),
      date: FlowDate(utcSeconds: seconds), policy: policy, source: SimulatedChargePoint())
    let unit = bench.addUnit(entry)
    var session = await LiveSession(
      bench: bench, unit: unit, device: device, timing: timing, watts: watts)
    do { try await live.play(&session) } catch {
      let isStopped = (error as? LiveFailure)?.isStopped ?? false
      session.bench.evidence.checks.append(
        EvidenceCheck(
          "the scenario was played to its end", expected: "yes", found: "\(error)",
          verdict: isStopped ? .notRun : .fail))
      await session.leave()
    }
    let raw = await session.finish()
    return (session.bench.evidence, raw)
  }
}
