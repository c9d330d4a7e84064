/// A JSON value that keeps what a `Double` would lose: numbers stay the text that was on the wire.
public enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The number's text, verbatim (RFC 8259 grammar, checked).
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Members in the order they came; keys are unique.
  case object([Member])

  /// One member of an object.
  public struct Member: Equatable, Sendable {
    public var key: String
    public var value: JSONValue

    /// Creates a member.
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The member with this key, nil when there is none or the value is not an object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    for member in members where member.key == key { return member.value }
    return nil
  }

  /// The text of a string.
  public var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// The elements of an array.
  public var elements: [JSONValue]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  /// The number as an integer; nil when it has a fraction or does not fit.
  public var integer: Int64? {
    guard case .number(let text) = self else { return nil }
    return Int64(text) ?? ExactDecimal(text)?.scaledExactly(byPowerOfTen: 0)
  }

  /// The truth value.
  public var boolean: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  /// A JSON integer.
  public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .number(String(value)) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
}
