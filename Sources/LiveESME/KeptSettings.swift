import GBCS

/// Settings in COSEM terms as remote parties sent them, so that they read back as they came: those that no function
/// of the meter uses (texts, labels, schedules of loads that are not there), those a function has in another form, and
/// those that wait for their time.
public struct KeptSettings: Codable, Equatable, Sendable {
  /// Octets of the value by class, logical name and attribute, as `1/0-0:94.44.0.11/2`.
  private var values: [String: String] = [:]
  /// What waits: activations by their time in seconds since 2000.
  private var waiting: [Activation] = []
  /// True since something was set after the last ``saved()``.
  public private(set) var isChanged = false

  private enum CodingKeys: String, CodingKey { case values, waiting }

  /// Settings that take over at a time.
  struct Activation: Codable, Equatable, Sendable {
    var seconds: UInt32
    /// Class and logical name of the object whose activation attribute was written.
    var identifier: UInt16
    var name: String

    var object: ObjectAttribute? { LogicalName(name).map { ObjectAttribute(identifier, $0, 0) } }
  }

  public init() {}

  /// How many settings are kept.
  public var count: Int { values.count }
  /// When the next one takes over, in seconds since 2000; nil where none waits.
  public var nextActivation: UInt32? { waiting.map(\.seconds).min() }

  subscript(_ target: ObjectAttribute) -> DLMSData? {
    values["\(target)"].flatMap { Hex.octets($0) }.flatMap { try? DLMSData(decoding: $0) }
  }

  mutating func set(_ target: ObjectAttribute, to value: DLMSData) {
    values["\(target)"] = Hex.text(value.encoded())
    isChanged = true
  }

  mutating func wait(_ object: ObjectAttribute, until seconds: UInt32) {
    cancel(object)
    waiting.append(
      Activation(seconds: seconds, identifier: object.classIdentifier, name: "\(object.name)"))
    isChanged = true
  }

  mutating func cancel(_ object: ObjectAttribute) {
    waiting.removeAll { $0.object == object }
    isChanged = true
  }

  /// Takes out what is due at `seconds`, in the order of its times.
  mutating func due(at seconds: UInt32) -> [ObjectAttribute] {
    let due = waiting.filter { $0.seconds <= seconds }.sorted { $0.seconds < $1.seconds }
    guard !due.isEmpty else { return [] }
    waiting.removeAll { $0.seconds <= seconds }
    isChanged = true
    return due.compactMap(\.object)
  }

  /// The owner has stored them.
  public mutating func saved() { isChanged = false }
}
