import Foundation
import Settlement

/// Runs the scenario pack and writes its evidence.
public struct CMSBench {
  /// Initial testing by the operator, or the same again before a witness.
  public enum Mode: String, Sendable, CaseIterable {
    case initial
    case witness
  }

  /// What the report does not claim.
  public static let disclaimer = """
    This report was made by swift-meter's own scenario pack. It is no approval and no statement of Elexon, of a CMS Test \
    Agent or of a Meter Administrator; approval needs a CMS Test Agent's evidence report, UMSUG and SVG. S1 follows the \
    published description of a certification, S2 to S5 carry titles of the 2013 test specification, all content is this \
    project's. Limits marked unverified were not found in a published text.
    """

  /// Limits.
  public var policy: CMSPolicy
  /// What plays the scenarios.
  public var source: any ScenarioSource

  /// Creates a bench.
  public init(policy: CMSPolicy = CMSPolicy(), source: any ScenarioSource = SimulatedChargePoint()) {
    self.policy = policy
    self.source = source
  }

  /// Runs `scenarios`; `faults` names those with an injected fault. `progress` gets each case as it ends.
  public func run(
    _ scenarios: [Scenario], mode: Mode, tester: String, witness: String, startedAt seconds: Int64,
    version: String,
    faults: Set<String> = [], progress: (EvidenceCase) -> Void = { _ in }
  ) -> (pack: EvidencePack, raw: [String: [String: Data]]) {
    var pack = EvidencePack(
      title: "Evidence of the virtual metering of charge points (CMS scenarios, \(mode.rawValue))",
      disclaimer: Self.disclaimer, mode: mode.rawValue, startedAt: UTCStamp.iso(seconds), tester: tester,
      witness: mode == .witness ? witness : "", subject: ["swift-meter": version, "source": source.name],
      settings: policy.values.map { [$0.name, $0.text] } + [
        ["event log", "\(NeutralEventLog.name) (not an industry format)"]
      ])
    var raw: [String: [String: Data]] = [:]
    for scenario in scenarios {
      let result = scenario.run(policy: policy, source: source, injectingFault: faults.contains(scenario.id))
      pack.cases.append(result.evidence)
      raw[scenario.id] = result.raw
      progress(result.evidence)
    }
    return (pack, raw)
  }
}
