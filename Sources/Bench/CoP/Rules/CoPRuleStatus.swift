/// How sure a rule itself is.
public enum CoPRuleStatus: String, Codable, Sendable, CaseIterable {
  /// Read in the text that makes the rule, or in its publisher's own summary.
  case verified
  /// Read in a sibling or superseded text.
  case derived
  /// Domain knowledge that nobody checked against the live text: warns, never fails.
  case advisory
  /// Not known: nothing is judged.
  case unknown

  /// True where a breach fails the meter.
  public var canFail: Bool { self == .verified || self == .derived }
}
