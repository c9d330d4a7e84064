/// An HDLC address: one octet (client, or server without physical part), two or four octets (server).
///
/// Seven bits an octet, the last octet has bit 0 set. `upper` is the logical device, `lower` the physical
/// device (0 where the address has none).
public struct HDLCAddress: Equatable, Sendable, BitwiseCopyable {
  /// Logical device (server) or client access point.
  public var upper: UInt16
  /// Physical device; 0 in a one-octet address.
  public var lower: UInt16
  /// 1, 2 or 4.
  public var octetCount: UInt8

  /// A one-octet address.
  public init(_ upper: UInt8) {
    self.upper = UInt16(upper)
    lower = 0
    octetCount = 1
  }

  /// A server address of two octets where both parts fit in seven bits, else of four.
  public init(logical: UInt16, physical: UInt16) {
    upper = logical
    lower = physical
    octetCount = logical < 128 && physical < 128 ? 2 : 4
  }

  /// A server address of four octets.
  public init(longLogical logical: UInt16, physical: UInt16) {
    upper = logical
    lower = physical
    octetCount = 4
  }

  /// Addresses every station.
  public var isAllStation: Bool { octetCount == 4 ? upper == 0x3FFF : upper == 0x7F }

  /// The no-station address: nobody answers.
  public var isNoStation: Bool { upper == 0 && lower == 0 }

  /// Reads an address at `offset`; nil where it is not one, two or four octets long or is not ended.
  init?(_ octets: RawSpan, at offset: Int) {
    var parts = (UInt16(0), UInt16(0), UInt16(0), UInt16(0))
    var count = 0
    while true {
      guard count < 4, offset + count < octets.byteCount else { return nil }
      let octet = octets.octet(at: offset + count)
      let value = UInt16(octet >> 1)
      switch count {
      case 0: parts.0 = value
      case 1: parts.1 = value
      case 2: parts.2 = value
      default: parts.3 = value
      }
      count += 1
      if octet & 1 == 1 { break }
    }
    switch count {
    case 1: (upper, lower) = (parts.0, 0)
    case 2: (upper, lower) = (parts.0, parts.1)
    case 4: (upper, lower) = (parts.0 << 7 | parts.1, parts.2 << 7 | parts.3)
    default: return nil
    }
    octetCount = UInt8(count)
  }

  /// Writes the address at `position` and moves it on.
  func write(to octets: inout MutableRawSpan, at position: inout Int) {
    switch octetCount {
    case 1: octets.put(UInt8(truncatingIfNeeded: upper << 1 | 1), at: &position)
    case 2:
      octets.put(UInt8(truncatingIfNeeded: upper << 1), at: &position)
      octets.put(UInt8(truncatingIfNeeded: lower << 1 | 1), at: &position)
    default:
      octets.put(UInt8(truncatingIfNeeded: upper >> 7) << 1, at: &position)
      octets.put(UInt8(truncatingIfNeeded: upper << 1), at: &position)
      octets.put(UInt8(truncatingIfNeeded: lower >> 7) << 1, at: &position)
      octets.put(UInt8(truncatingIfNeeded: lower << 1 | 1), at: &position)
    }
  }
}
