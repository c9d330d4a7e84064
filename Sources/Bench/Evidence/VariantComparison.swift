/// Which results of a tested meter stand for a variant of the same type, as P3E and R3E of one type test: both must have the
/// same three firmware identities (metrology, application, communications; ISG 252/03).
///
/// That results carry over with equal identities is how such a type test was argued; no published text says it as a rule, so
/// what is said here is advisory. What is measured on the variant's own hardware never carries over.
public struct VariantComparison: Codable, Equatable, Sendable {
  /// One of the three identities, as each meter told it.
  public struct Identity: Codable, Equatable, Sendable {
    /// Which firmware.
    public var name: String
    /// Of the meter that was tested; nil where it did not tell.
    public var tested: String?
    /// Of the variant.
    public var variant: String?
    /// True where both told the same.
    public var isShared: Bool { tested != nil && tested == variant }
  }

  /// What becomes of one test.
  public struct Outcome: Codable, Equatable, Sendable {
    /// Id of the test.
    public var id: String
    /// What stands for the variant: its own verdict, `carries over`, or `to be tested`.
    public var standing: String
    /// Why.
    public var reason: String
  }

  /// The three identities.
  public var identities: [Identity]
  /// Every test of either pack.
  public var outcomes: [Outcome]

  /// True where all three identities are shared.
  public var isOneType: Bool { identities.allSatisfy(\.isShared) }
  /// Tests that the variant has yet to do or did not pass.
  public private(set) var open: [String]

  /// Labels of the identities in a pack's subject, and their names.
  private static let labels = [
    ("metrology firmware", "firmware"), ("application firmware", "application firmware"),
    ("communications firmware", "communications firmware"),
  ]
  /// Tests on the hardware itself: pulse outputs and accuracy.
  private static let ownHardware = ["PUL-", "ACC"]

  /// Compares the pack of the meter that was tested with one of the variant, which may be as short as its identities.
  public init(tested: EvidencePack, variant: EvidencePack) throws(EvidenceError) {
    if let serial = tested.subject["serial"], serial == variant.subject["serial"] {
      throw EvidenceError(reason: "both packs are of the meter \(serial); a variant is another meter")
    }
    identities = Self.labels.map { name, label in
      Identity(name: name, tested: tested.subject[label], variant: variant.subject[label])
    }
    let differing = identities.filter { !$0.isShared }.map(\.name)
    outcomes = []
    open = []
    // What was not run on the variant was not tested on it.
    let done = variant.cases.filter {
      $0.verdict != .notRun || tested.cases.map(\.id).contains($0.id) == false
    }
    let own = Dictionary(done.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for test in tested.cases where own[test.id] == nil {
      let outcome: Outcome
      if Self.ownHardware.contains(where: test.id.hasPrefix) {
        outcome = Outcome(
          id: test.id, standing: "to be tested", reason: "it measures the variant's own hardware")
      } else if !differing.isEmpty {
        outcome = Outcome(
          id: test.id, standing: "to be tested",
          reason: "not shown to be the same: \(differing.joined(separator: ", "))")
      } else if !test.isPassed {
        outcome = Outcome(
          id: test.id, standing: "to be tested",
          reason: "it ended with '\(test.verdict.rawValue)' on the tested meter")
      } else {
        outcome = Outcome(
          id: test.id, standing: "carries over", reason: "all three firmware identities are shared")
      }
      if outcome.standing != "carries over" { open.append(test.id) }
      outcomes.append(outcome)
    }
    for test in done {
      outcomes.append(
        Outcome(id: test.id, standing: test.verdict.rawValue, reason: "tested on the variant itself"))
      if !test.isPassed { open.append(test.id) }
    }
  }
}
