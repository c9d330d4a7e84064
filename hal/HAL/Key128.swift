/// A 128-bit key.
public struct Key128: Sendable, BitwiseCopyable {
  /// The key's octets.
  public var octets: InlineArray<16, UInt8>

  /// Creates a key.
  public init(_ octets: InlineArray<16, UInt8>) { self.octets = octets }

  /// A key from the first 16 of `octets`; nil where there are fewer.
  public init?(_ octets: RawSpan) {
    guard octets.byteCount >= 16 else { return nil }
    self.octets = InlineArray { octets.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
  }
}
