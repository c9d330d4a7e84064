/// The name of a party in ciphering: three letters of the manufacturer and five octets of serial number.
public struct SystemTitle: Sendable, BitwiseCopyable {
  /// The eight octets.
  public var octets: InlineArray<8, UInt8>

  /// Creates a title.
  public init(_ octets: InlineArray<8, UInt8>) { self.octets = octets }

  /// A title from eight octets at `range`; nil where it has another length.
  public init?(_ octets: RawSpan, _ range: Range<Int>) {
    guard range.count == 8 else { return nil }
    self.octets = InlineArray {
      octets.unsafeLoad(fromByteOffset: range.lowerBound + $0, as: UInt8.self)
    }
  }

  /// The nonce of this party's message number `counter`.
  public func nonce(_ counter: UInt32) -> InlineArray<12, UInt8> {
    InlineArray { $0 < 8 ? octets[$0] : UInt8(truncatingIfNeeded: counter >> UInt32(8 * (11 - $0))) }
  }
}
