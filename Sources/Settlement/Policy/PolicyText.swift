/// A policy value that is a word, and where it was taken from.
public struct PolicyText: Codable, Equatable, Sendable {
  /// The word.
  public var value: String
  /// `unverified`, or the text it was taken from.
  public var source: String

  /// Creates a value; `unverified` unless its source is named.
  public init(_ value: String, source: String = "unverified") {
    self.value = value
    self.source = source
  }

  /// The word and, where nobody has checked it, so.
  public var text: String { "\(value) (\(source))" }
}
