import COSEM

/// A password of the Codes of Practice: 6 to 12 characters.
public struct Password: Sendable, BitwiseCopyable {
  var octets = InlineArray<12, UInt8>(repeating: 0)
  var count: UInt8 = 0

  /// A password; nil unless it has 6 (or `shortest`, at least 1) to 12 characters.
  public init?(_ text: RawSpan, shortest: Int = 6) {
    guard text.byteCount >= max(shortest, 1), text.byteCount <= 12 else { return nil }
    for index in 0..<text.byteCount { octets[index] = text.unsafeLoad(fromByteOffset: index, as: UInt8.self) }
    count = UInt8(text.byteCount)
  }

  /// No password: the level cannot be used.
  public static let none = Password()

  private init() {}

  /// Compares in a time that does not tell where they differ.
  func isEqual(_ candidate: RawSpan) -> Bool {
    ConstantTime.isEqual(candidate, octets.span.bytes.extracting(0..<Int(count)))
  }
}
