/// One comparison of a test: what was expected, what was found, by which limit.
public struct EvidenceCheck: Codable, Equatable, Sendable {
  /// What is compared.
  public var name: String
  /// What the rule or the reference says.
  public var expected: String
  /// What was found.
  public var found: String
  /// The limit and where it comes from, e.g. `2 % (unverified)`; empty for equality.
  public var limit: String
  /// What came of it.
  public var verdict: EvidenceVerdict
  /// Id of the rule, e.g. `OST-STO-1`.
  public var rule: String?
  /// Where the rule stands: text, edition, tag of the source.
  public var source: String?
  /// How sure the rule itself is.
  public var status: EvidenceRuleStatus?

  /// Whether it holds (a warning does).
  public var isPassed: Bool {
    get { verdict.isPassed }
    set { verdict = newValue ? .pass : .fail }
  }

  /// Creates a check with a verdict, and the rule behind it.
  public init(
    _ name: String, expected: String, found: String, limit: String = "", verdict: EvidenceVerdict,
    rule: String? = nil, source: String? = nil, status: EvidenceRuleStatus? = nil
  ) {
    self.name = name
    self.expected = expected
    self.found = found
    self.limit = limit
    self.verdict = verdict
    self.rule = rule
    self.source = source
    self.status = status
  }

  /// Creates a check that holds or does not.
  public init(_ name: String, expected: String, found: String, limit: String = "", isPassed: Bool) {
    self.init(name, expected: expected, found: found, limit: limit, verdict: isPassed ? .pass : .fail)
  }

  /// A check for equality.
  public init(_ name: String, expected: String, equals found: String) {
    self.init(name, expected: expected, found: found, isPassed: expected == found)
  }

  private enum Key: String, CodingKey {
    case name, expected, found, limit, isPassed, verdict, rule, source, status
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    name = try values.decode(String.self, forKey: .name)
    expected = try values.decode(String.self, forKey: .expected)
    found = try values.decode(String.self, forKey: .found)
    limit = try values.decode(String.self, forKey: .limit)
    let isPassed = try values.decode(Bool.self, forKey: .isPassed)
    // Packs of before there were more verdicts than two.
    verdict =
      try values.decodeIfPresent(EvidenceVerdict.self, forKey: .verdict) ?? (isPassed ? .pass : .fail)
    rule = try values.decodeIfPresent(String.self, forKey: .rule)
    source = try values.decodeIfPresent(String.self, forKey: .source)
    status = try values.decodeIfPresent(EvidenceRuleStatus.self, forKey: .status)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(name, forKey: .name)
    try values.encode(expected, forKey: .expected)
    try values.encode(found, forKey: .found)
    try values.encode(limit, forKey: .limit)
    try values.encode(isPassed, forKey: .isPassed)
    try values.encode(verdict, forKey: .verdict)
    try values.encodeIfPresent(rule, forKey: .rule)
    try values.encodeIfPresent(source, forKey: .source)
    try values.encodeIfPresent(status, forKey: .status)
  }
}
