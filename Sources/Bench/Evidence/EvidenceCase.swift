/// One test with everything that proves its verdict.
public struct EvidenceCase: Codable, Equatable, Sendable {
  /// Short id, also the name of its raw folder: `S1`.
  public var id: String
  /// Title.
  public var title: String
  /// Where the test comes from: a clause, a seed text, or this project.
  public var origin: String
  /// What it shows and how, in a few sentences.
  public var purpose: String
  /// Steps as they were done, with their times.
  public var steps: [String]
  /// The comparisons; the test is passed when all hold and there is at least one.
  public var checks: [EvidenceCheck]
  /// Tables.
  public var tables: [EvidenceTable]
  /// Curves, drawn into one plot for every unit.
  public var series: [EvidenceSeries]
  /// Raw files under `raw/<id>/`, by name.
  public var rawFiles: [String]
  /// The fault that was injected on purpose; nil for none.
  public var injectedFault: String?

  /// Creates a test without results.
  public init(id: String, title: String, origin: String, purpose: String) {
    self.id = id
    self.title = title
    self.origin = origin
    self.purpose = purpose
    steps = []
    checks = []
    tables = []
    series = []
    rawFiles = []
  }

  /// The verdict: the worst of the checks.
  public var verdict: EvidenceVerdict { .worst(checks.map(\.verdict)) }

  /// True where every check holds and there is at least one.
  public var isPassed: Bool { verdict.isPassed }
}
