/// A value that a rule of settlement or certification sets, and where it was taken from.
public struct PolicyValue: Codable, Equatable, Sendable {
  /// The value.
  public var value: Double
  /// Its unit.
  public var unit: String
  /// `unverified`, or the text it was taken from.
  public var source: String

  /// Creates a value; `unverified` unless its source is named.
  public init(_ value: Double, _ unit: String, source: String = "unverified") {
    self.value = value
    self.unit = unit
    self.source = source
  }

  /// Value, unit and, where nobody has checked it, so.
  public var text: String {
    let number = value == value.rounded() ? String(Int64(value)) : String(value)
    return "\(number) \(unit) (\(source))"
  }
}
