/// A received frame: what its header says, and where its information field stands in the deframer.
public struct HDLCFrame: Equatable, Sendable, BitwiseCopyable {
  /// Receiver.
  public var destination: HDLCAddress
  /// Sender.
  public var source: HDLCAddress
  /// Kind and numbers.
  public var control: HDLCControl
  /// True when the information field is a part and more parts follow.
  public var isSegmented: Bool
  /// Offset of the information field in the deframer's octets.
  public var informationStart: Int
  /// Octets of the information field.
  public var informationCount: Int

  /// Octets of a frame, flags included, that carries `informationCount` octets.
  public static func octetCount(
    destination: HDLCAddress, source: HDLCAddress, informationCount: Int
  ) -> Int {
    let header = 2 + Int(destination.octetCount) + Int(source.octetCount) + 1
    return 2 + header + 2 + (informationCount > 0 ? informationCount + 2 : 0)
  }

  /// Writes a frame with its flags into the front of `octets`; `information` may be empty.
  ///
  /// - Returns: the octets written, 0 where they do not fit or are longer than a frame can say (2 047).
  public static func write(
    destination: HDLCAddress, source: HDLCAddress, control: HDLCControl, isSegmented: Bool = false,
    information: RawSpan, into octets: inout MutableRawSpan
  ) -> Int {
    write(
      destination: destination, source: source, control: control, isSegmented: isSegmented, hasHeader: false,
      header: .request, message: information, into: &octets)
  }

  /// The LLC header before a message.
  enum Header: UInt8, BitwiseCopyable {
    case request = 0xE6
    case response = 0xE7
  }

  /// As above, with the LLC header before the message's first frame.
  static func write(
    destination: HDLCAddress, source: HDLCAddress, control: HDLCControl, isSegmented: Bool, hasHeader: Bool,
    header: Header, message: RawSpan, into octets: inout MutableRawSpan
  ) -> Int {
    let informationCount = (hasHeader ? 3 : 0) + message.byteCount
    let total = octetCount(destination: destination, source: source, informationCount: informationCount)
    guard total <= octets.byteCount, total - 2 <= 0x7FF else { return 0 }
    let length = UInt16(total - 2)
    var position = 0
    octets.put(0x7E, at: &position)
    octets.put(0xA0 | (isSegmented ? 0x08 : 0) | UInt8(truncatingIfNeeded: length >> 8), at: &position)
    octets.put(UInt8(truncatingIfNeeded: length), at: &position)
    destination.write(to: &octets, at: &position)
    source.write(to: &octets, at: &position)
    octets.put(control.octet, at: &position)
    var check = FCS16()
    for offset in 1..<position { check.update(octets.octet(at: offset)) }
    putCheck(&check, into: &octets, at: &position)
    if informationCount > 0 {
      if hasHeader {
        put(0xE6, &check, &octets, &position)
        put(header.rawValue, &check, &octets, &position)
        put(0, &check, &octets, &position)
      }
      for offset in 0..<message.byteCount { put(message.octet(at: offset), &check, &octets, &position) }
      putCheck(&check, into: &octets, at: &position)
    }
    octets.put(0x7E, at: &position)
    return position
  }

  @inline(__always)
  private static func put(
    _ octet: UInt8, _ check: inout FCS16, _ octets: inout MutableRawSpan, _ position: inout Int
  ) {
    check.update(octet)
    octets.put(octet, at: &position)
  }

  private static func putCheck(
    _ check: inout FCS16, into octets: inout MutableRawSpan, at position: inout Int
  ) {
    let value = check.value
    put(UInt8(truncatingIfNeeded: value), &check, &octets, &position)
    put(UInt8(truncatingIfNeeded: value >> 8), &check, &octets, &position)
  }
}
