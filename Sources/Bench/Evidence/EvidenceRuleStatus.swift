/// How sure a rule itself is.
public enum EvidenceRuleStatus: String, Codable, Equatable, Sendable {
  /// Read in the text that makes the rule.
  case verified
  /// Read in a text that follows or quotes it: an older or sibling code, a maker's manual.
  case derived
  /// Domain knowledge that nobody checked against the text: may warn, never fail.
  case advisory
  /// Not known: the value is the user's.
  case unknown

  /// True where a breach of the rule fails the meter.
  public var canFail: Bool { self == .verified || self == .derived }
}
