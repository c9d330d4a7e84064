/// A logical name: the OBIS code A-B:C.D.E.F of IEC 62056-6-1.
public struct OBIS: Equatable, Hashable, Sendable, BitwiseCopyable {
  /// The six octets, A highest, in the low 48 bits.
  public var code: UInt64

  /// Creates a code of its six value groups.
  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8, _ f: UInt8 = 255) {
    let high = UInt64(a) << 40 | UInt64(b) << 32 | UInt64(c) << 24
    code = high | UInt64(d) << 16 | UInt64(e) << 8 | UInt64(f)
  }

  /// Creates a code from its octets.
  public init(code: UInt64) { self.code = code & 0xFFFF_FFFF_FFFF }

  /// A value group, 0 for A to 5 for F.
  public subscript(group: Int) -> UInt8 { UInt8(truncatingIfNeeded: code >> UInt64(40 - 8 * group)) }
}

extension OctetReader {
  /// The next six octets as a logical name.
  public mutating func name(_ octets: RawSpan) throws(CodecError) -> OBIS {
    let high = try uint16(octets)
    return OBIS(code: UInt64(high) << 32 | UInt64(try uint32(octets)))
  }
}
