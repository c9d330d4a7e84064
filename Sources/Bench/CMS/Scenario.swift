import Foundation
import Settlement

/// One scenario of the pack: what it shows, how it is played, and the fault that must make it fail.
public struct Scenario: Sendable {
  /// `S1` … `S16`.
  public let id: String
  /// Title.
  public let title: String
  /// Where it comes from.
  public let origin: String
  /// What it shows.
  public let purpose: String
  /// The fault that can be injected; the scenario must fail with it.
  public let fault: String
  /// First UTC date.
  public let date: FlowDate
  /// Plays it: with `true` the fault is injected.
  let play: @Sendable (inout ScenarioBench, Bool) -> Void

  /// The result, and the raw files by name.
  public func run(
    policy: CMSPolicy, source: any ScenarioSource, injectingFault: Bool = false
  ) -> (evidence: EvidenceCase, raw: [String: Data]) {
    var bench = ScenarioBench(
      EvidenceCase(id: id, title: title, origin: origin, purpose: purpose), date: date, policy: policy,
      source: source)
    if injectingFault { bench.evidence.injectedFault = fault }
    play(&bench, injectingFault)
    let raw = bench.finish()
    return (bench.evidence, raw)
  }

  static let ordinaryDate = FlowDate("20260105")!
  static let fromSeed = "certification description: Test Scenario 1, On and Off Test"
  static let fromSpecification =
    "title from the CMS Equivalent Meter Test Specification, 2013; content this project's"
  static let own = "this project"
}
