/// What two HDLC stations agree on when the link is opened, from one station's point of view.
public struct HDLCParameters: Equatable, Sendable, BitwiseCopyable {
  /// Longest information field this station sends, in octets.
  public var maximumInformationTransmit: UInt16
  /// Longest information field this station receives, in octets.
  public var maximumInformationReceive: UInt16
  /// Frames this station may send before it must wait, 1 to 7.
  public var windowTransmit: UInt8
  /// Frames this station takes before it must answer, 1 to 7.
  public var windowReceive: UInt8

  /// What holds where nothing is said: 128 octets, window 1.
  public static let standard = HDLCParameters(
    maximumInformationTransmit: 128, maximumInformationReceive: 128, windowTransmit: 1, windowReceive: 1)

  /// Creates parameters; lengths are brought into 32 to 2030, windows into 1 to 7.
  public init(
    maximumInformationTransmit: UInt16, maximumInformationReceive: UInt16, windowTransmit: UInt8,
    windowReceive: UInt8
  ) {
    self.maximumInformationTransmit = min(max(maximumInformationTransmit, 32), 2030)
    self.maximumInformationReceive = min(max(maximumInformationReceive, 32), 2030)
    self.windowTransmit = min(max(windowTransmit, 1), 7)
    self.windowReceive = min(max(windowReceive, 1), 7)
  }

  /// The most both stations can do; `peer` is seen from the peer.
  public func agreed(with peer: HDLCParameters) -> HDLCParameters {
    HDLCParameters(
      maximumInformationTransmit: min(maximumInformationTransmit, peer.maximumInformationReceive),
      maximumInformationReceive: min(maximumInformationReceive, peer.maximumInformationTransmit),
      windowTransmit: min(windowTransmit, peer.windowReceive),
      windowReceive: min(windowReceive, peer.windowTransmit))
  }

  /// Octets of the encoded parameters at most.
  static var longestEncoding: Int { 23 }

  /// Writes the information field of an SNRM or UA frame; returns its length.
  func write(to octets: inout MutableRawSpan) -> Int {
    var position = 0
    octets.put(0x81, at: &position)
    octets.put(0x80, at: &position)
    let lengthAt = position
    octets.put(0, at: &position)
    HDLCParameters.put(5, UInt32(maximumInformationTransmit), into: &octets, at: &position)
    HDLCParameters.put(6, UInt32(maximumInformationReceive), into: &octets, at: &position)
    HDLCParameters.putWindow(7, windowTransmit, into: &octets, at: &position)
    HDLCParameters.putWindow(8, windowReceive, into: &octets, at: &position)
    octets.storeBytes(of: UInt8(position - 3), toByteOffset: lengthAt, as: UInt8.self)
    return position
  }

  private static func put(
    _ tag: UInt8, _ value: UInt32, into octets: inout MutableRawSpan, at position: inout Int
  ) {
    octets.put(tag, at: &position)
    octets.put(value > 255 ? 2 : 1, at: &position)
    if value > 255 { octets.put(UInt8(truncatingIfNeeded: value >> 8), at: &position) }
    octets.put(UInt8(truncatingIfNeeded: value), at: &position)
  }

  private static func putWindow(
    _ tag: UInt8, _ value: UInt8, into octets: inout MutableRawSpan, at position: inout Int
  ) {
    octets.put(tag, at: &position)
    octets.put(4, at: &position)
    for _ in 0..<3 { octets.put(0, at: &position) }
    octets.put(value, at: &position)
  }

  /// Reads the information field of an SNRM or UA frame; an empty field, or a missing item, means the
  /// standard value. nil where the field is malformed.
  init?(_ information: RawSpan) {
    self = .standard
    let end = information.byteCount
    if end == 0 { return }
    guard end >= 3, information.octet(at: 0) == 0x81, information.octet(at: 1) == 0x80,
      Int(information.octet(at: 2)) == end - 3
    else { return nil }
    var position = 3
    while position < end {
      guard position + 2 <= end else { return nil }
      let tag = information.octet(at: position)
      let count = Int(information.octet(at: position + 1))
      position += 2
      guard count <= end - position, count <= 4 else { return nil }
      var value: UInt32 = 0
      for index in 0..<count { value = value << 8 | UInt32(information.octet(at: position + index)) }
      position += count
      switch tag {
      case 5: maximumInformationTransmit = UInt16(clamping: value)
      case 6: maximumInformationReceive = UInt16(clamping: value)
      case 7: windowTransmit = UInt8(clamping: value)
      case 8: windowReceive = UInt8(clamping: value)
      default: break
      }
    }
    self = HDLCParameters(
      maximumInformationTransmit: maximumInformationTransmit,
      maximumInformationReceive: maximumInformationReceive, windowTransmit: windowTransmit,
      windowReceive: windowReceive)
  }
}
