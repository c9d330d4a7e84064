/// Up to 32 characters in place.
public struct ShortText: Sendable, BitwiseCopyable {
  /// The characters; those from `count` on mean nothing.
  public private(set) var characters = InlineArray<32, UInt8>(repeating: 0)
  /// Characters in use.
  public private(set) var count: UInt8 = 0

  /// The first 32 characters of a literal.
  public init(_ text: StaticString) {
    for index in 0..<min(text.utf8CodeUnitCount, 32) { append(text.utf8Start[index]) }
  }

  /// The first 32 of some octets.
  public init(_ octets: RawSpan) {
    for index in 0..<min(octets.byteCount, 32) {
      append(octets.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
  }

  /// Appends a character where there is room.
  public mutating func append(_ character: UInt8) {
    guard count < 32 else { return }
    characters[Int(count)] = character
    count += 1
  }
}

extension ShortText: ExpressibleByStringLiteral {
  public init(stringLiteral value: StaticString) { self.init(value) }
}
