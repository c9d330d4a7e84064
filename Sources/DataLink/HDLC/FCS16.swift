/// CRC-16/X-25 as HDLC uses it (polynomial 0x1021 reflected, start 0xFFFF, inverted), sent low octet first.
///
/// Computed without a table: nine operations an octet, no flash.
public struct FCS16: Equatable, Sendable, BitwiseCopyable {
  private var register: UInt16 = 0xFFFF

  /// An empty check sequence.
  public init() {}

  /// Takes one octet.
  @inline(__always)
  public mutating func update(_ octet: UInt8) {
    var x = octet ^ UInt8(truncatingIfNeeded: register)
    x ^= x << 4
    register = (UInt16(x) << 8 | register >> 8) ^ UInt16(x >> 4) ^ (UInt16(x) << 3)
  }

  /// The check sequence of the octets taken so far.
  public var value: UInt16 { ~register }

  /// True when the octets taken end with their own check sequence.
  public var isResidue: Bool { register == 0xF0B8 }
}
