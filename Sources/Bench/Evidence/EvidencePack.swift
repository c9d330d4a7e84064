import Foundation

/// A run of tests as it is handed over: what was tested, by whom, with what, and every case.
public struct EvidencePack: Codable, Equatable, Sendable {
  /// Format of `results.json`.
  public static let format = "swift-meter-evidence/1"

  /// Format and version.
  public var format = EvidencePack.format
  /// Title of the report.
  public var title: String
  /// What the report does not claim.
  public var disclaimer: String
  /// `initial`, `witness`, or the mode of another bench.
  public var mode: String
  /// Start of the run, UTC.
  public var startedAt: String
  /// Who tested; not who signed (see the signatures).
  public var tester: String
  /// Who witnessed; empty in a run without witness.
  public var witness: String
  /// What was tested: names and versions.
  public var subject: [String: String]
  /// Limits and settings with their sources, as the report prints them.
  public var settings: [[String]]
  /// The tests.
  public var cases: [EvidenceCase]
  /// Roles that sign this pack; a pack that lacks one of them is not whole. Nil where nobody said.
  public var signatories: [String]?
  /// Tests of what the equipment does not have, by their ids: they are not run and leave nothing open.
  public var notFitted: [String]?

  /// Creates a pack without tests.
  public init(
    title: String, disclaimer: String, mode: String, startedAt: String, tester: String, witness: String,
    subject: [String: String], settings: [[String]]
  ) {
    self.title = title
    self.disclaimer = disclaimer
    self.mode = mode
    self.startedAt = startedAt
    self.tester = tester
    self.witness = witness
    self.subject = subject
    self.settings = settings
    cases = []
  }

  /// True for a test that was not run and leaves nothing open: a rule of a code, or one of what is not fitted.
  public func mayStayOpen(_ test: EvidenceCase) -> Bool {
    guard test.verdict == .notRun else { return false }
    return mode == "read-only" || mode == "bench" || (notFitted ?? []).contains(test.id)
  }

  /// The verdict: the worst of the tests but those that may stay open.
  public var verdict: EvidenceVerdict { .worst(cases.filter { !mayStayOpen($0) }.map(\.verdict)) }

  /// True when nothing stands against any test and there is at least one.
  public var isPassed: Bool { verdict.isPassed }

  /// `results.csv`: one check a line.
  public var csv: String {
    func cell(_ text: String) -> String {
      text.contains(where: { ",\"\n\r".contains($0) })
        ? "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" : text
    }
    var lines = ["case,title,check,expected,found,limit,verdict,rule,source,status"]
    for test in cases {
      for check in test.checks {
        lines.append(
          [
            test.id, test.title, check.name, check.expected, check.found, check.limit,
            check.verdict.rawValue, check.rule ?? "", check.source ?? "", check.status?.rawValue ?? "",
          ].map(cell).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
