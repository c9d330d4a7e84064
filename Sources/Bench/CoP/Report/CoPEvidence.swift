import Foundation
import Instation
import Settlement

/// A run of the rules as an evidence pack.
public struct CoPEvidence {
  /// What the report does not claim.
  public static let disclaimer = """
    This report was made by swift-meter's own bench. It is evidence, no certificate: certificates of compliance are Elexon's. \
    The numbered clauses of the live Codes of Practice could not be read; each result names where its rule was found. Only \
    verified and derived rules fail a meter, advisory ones warn.
    """

  let run: CoPBench.Run
  let options: CoPOptions

  /// The pack of a run.
  public init(_ run: CoPBench.Run, _ options: CoPOptions) {
    self.run = run
    self.options = options
  }

  /// The pack: a case for every rule; one that was not judged is not run, and says why.
  public func pack(
    target: String, tester: String, witness: String = "", startedAt seconds: Int64, version: String,
    mode: String
  ) -> EvidencePack {
    var subject = ["swift-meter": version, "target": target, "driver": run.seen.driver]
    for fact in run.seen.facts { subject[fact.label] = fact.words }
    var settings = [
      ["Code of Practice", "\(options.code.rawValue)"],
      [
        "storage rule",
        options.isLegacy ? "OST-STO-2 (before 30 June 2022)" : "OST-STO-1 (CP1527, from 30 June 2022)",
      ],
      [
        "limit of the clock",
        "\(CoPNumber.text(options.timeLimitSeconds)) s (M-L: to be checked against the code)",
      ],
      ["days of rows", "\(options.days)"],
      [
        "full load",
        options.fullLoadWatts.map { "\(CoPNumber.text($0)) W" } ?? "not given: the highest stored demand",
      ],
    ]
    for note in run.seen.notes { settings.append(["note", note]) }
    var pack = EvidencePack(
      title: "Evidence of the rules of CoP \(options.code.rawValue)", disclaimer: Self.disclaimer, mode: mode,
      startedAt: UTCStamp.iso(seconds), tester: tester, witness: witness, subject: subject, settings: settings
    )
    pack.cases = run.results.map(evidence)
    return pack
  }

  /// The case of a rule.
  public func evidence(_ result: CoPResult) -> EvidenceCase {
    let rule = CoPRules.rule(result.rule)
    var test = EvidenceCase(
      id: CoPRule.caseID(result.rule), title: result.title,
      origin: "source \(result.source), \(result.status.rawValue)",
      purpose: rule.map { "Measured: \($0.method)." } ?? "")
    var found = result.measured
    if !result.uncertainty.isEmpty { found += " (U \(result.uncertainty))" }
    let verdict: EvidenceVerdict =
      switch result.verdict {
      case .pass: .pass
      case .warn: .warn
      case .fail: .fail
      case .notRun: .notRun
      }
    test.checks = [
      EvidenceCheck(
        result.title, expected: result.limit, found: verdict == .notRun ? result.reason : found,
        limit: result.limit, verdict: verdict, rule: result.rule, source: result.source,
        status: EvidenceRuleStatus(rawValue: result.status.rawValue))
    ]
    if !result.reason.isEmpty, verdict != .notRun {
      test.steps.append("Not judged in part: \(result.reason)")
    }
    test.series = CoPPlots(run.seen, options).series(of: result.rule)
    return test
  }

  /// Raw files: the recording of the line.
  public var raw: [String: [String: Data]] {
    let lines = [Recording.heading] + run.recording.events.map(\.text)
    return ["session": ["recording.txt": Data((lines.joined(separator: "\n") + "\n").utf8)]]
  }
}
