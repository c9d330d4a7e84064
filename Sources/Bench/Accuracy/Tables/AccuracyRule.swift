/// Where a number of a table comes from, and how sure it is.
public struct AccuracyRule: Equatable, Sendable {
  /// Short id, printed with every verdict: `ACC-62053-22`.
  public var id: String
  /// Standard with its edition.
  public var edition: String
  /// Where the number was read, with its tag; `memory` where nobody read the text.
  public var source: String
  /// How sure it is; advisory rules never fail a meter.
  public var status: EvidenceRuleStatus

  /// Creates a rule.
  public init(_ id: String, edition: String, source: String, status: EvidenceRuleStatus) {
    self.id = id
    self.edition = edition
    self.source = source
    self.status = status
  }

  /// Edition and source, as every report prints them.
  public var text: String { "\(edition); \(source)" }

  static func memory(_ id: String, _ edition: String, _ confidence: String = "M-H") -> AccuracyRule {
    AccuracyRule(
      id, edition: edition, source: "memory [\(confidence)], not checked against the text", status: .advisory)
  }
}
