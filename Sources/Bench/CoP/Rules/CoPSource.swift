/// Where a rule, or a part of it, was found.
public struct CoPSource: Encodable, Equatable, Sendable {
  /// The part of the rule; empty for all that no other source names.
  public var part: String
  /// Tags as in docs/bench.md: `S2` a source, `S3*` a sibling or superseded text, `M-H`, `M-M`, `M-L` knowledge of
  /// high, medium, low confidence, `U` unknown, `product` this product's own rule.
  public var tag: String

  /// Names a source.
  public init(_ tag: String, part: String = "") {
    self.part = part
    self.tag = tag
    status = Self.status(tag)
  }

  /// What the tag says about the rule. Several sources are as sure as the surest of them.
  public private(set) var status: CoPRuleStatus

  private static func status(_ tag: String) -> CoPRuleStatus {
    let tags = tag.split(separator: " ")
    if tags.contains(where: { $0.hasPrefix("S") && !$0.hasSuffix("*") }) { return .verified }
    if tags.contains(where: { $0.hasPrefix("S") }) { return .derived }
    return tags.first == "U" ? .unknown : .advisory
  }
}
