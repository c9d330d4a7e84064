import GBCS

/// Settings in COSEM terms that remote parties made and no function of the meter uses: texts, labels, schedules of
/// loads that are not there, alert behaviours. They are kept and given back as they came.
public struct KeptSettings: Codable, Equatable, Sendable {
  /// Octets of the value by class, logical name and attribute, as `1/0-0:94.44.0.11/2`.
  private var values: [String: String] = [:]
  /// True since something was set after the last ``saved()``.
  public private(set) var isChanged = false

  private enum CodingKeys: String, CodingKey { case values }

  public init() {}

  public var count: Int { values.count }

  subscript(_ target: ObjectAttribute) -> DLMSData? {
    values["\(target)"].flatMap { Hex.octets($0) }.flatMap { try? DLMSData(decoding: $0) }
  }

  mutating func set(_ target: ObjectAttribute, to value: DLMSData) {
    values["\(target)"] = Hex.text(value.encoded())
    isChanged = true
  }

  /// The owner has stored them.
  public mutating func saved() { isChanged = false }
}
