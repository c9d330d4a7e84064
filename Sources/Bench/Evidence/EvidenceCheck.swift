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
  /// Whether it holds.
  public var isPassed: Bool

  /// Creates a check.
  public init(_ name: String, expected: String, found: String, limit: String = "", isPassed: Bool) {
    self.name = name
    self.expected = expected
    self.found = found
    self.limit = limit
    self.isPassed = isPassed
  }

  /// A check for equality.
  public init(_ name: String, expected: String, equals found: String) {
    self.init(name, expected: expected, found: found, isPassed: expected == found)
  }
}
