/// Why bytes are not a GBCS frame: where, what was expected there, and what was found.
public struct FrameDecodingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Offset in octets from the start of the decoded bytes.
  public let offset: Int
  /// What a valid frame has at this offset, in the field's terms.
  public let expected: String
  /// What is there instead.
  public let found: String

  public init(offset: Int, expected: String, found: String) {
    self.offset = offset
    self.expected = expected
    self.found = found
  }

  public var description: String { "at octet \(offset): expected \(expected), found \(found)" }
}
