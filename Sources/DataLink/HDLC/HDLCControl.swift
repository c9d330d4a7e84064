/// The control octet of an HDLC frame, of the kinds that IEC 62056-46 uses.
public enum HDLCControl: Equatable, Sendable, BitwiseCopyable {
  /// Information: send number, receive number, poll or final.
  case information(send: UInt8, receive: UInt8, isPoll: Bool)
  /// Receive ready: everything before `receive` has arrived.
  case receiveReady(receive: UInt8, isPoll: Bool)
  /// Receive not ready: the sender of it cannot take more now.
  case receiveNotReady(receive: UInt8, isPoll: Bool)
  /// Reject: send again from `receive`.
  case reject(receive: UInt8, isPoll: Bool)
  /// Set normal response mode: open the link.
  case setNormalResponseMode(isPoll: Bool)
  /// Disconnect.
  case disconnect(isPoll: Bool)
  /// Unnumbered acknowledgement.
  case unnumberedAcknowledge(isFinal: Bool)
  /// Disconnected mode: there is no link.
  case disconnectedMode(isFinal: Bool)
  /// Frame reject.
  case frameReject(isFinal: Bool)
  /// Unnumbered information.
  case unnumberedInformation(isPoll: Bool)
  /// Anything else.
  case unknown(UInt8)

  /// Decodes a control octet.
  public init(_ octet: UInt8) {
    let isPoll = octet & 0x10 != 0
    let receive = octet >> 5
    if octet & 1 == 0 {
      self = .information(send: octet >> 1 & 7, receive: receive, isPoll: isPoll)
      return
    }
    switch octet & 0x0F {
    case 0x01: self = .receiveReady(receive: receive, isPoll: isPoll)
    case 0x05: self = .receiveNotReady(receive: receive, isPoll: isPoll)
    case 0x09: self = .reject(receive: receive, isPoll: isPoll)
    default:
      switch octet & 0xEF {
      case 0x83: self = .setNormalResponseMode(isPoll: isPoll)
      case 0x43: self = .disconnect(isPoll: isPoll)
      case 0x63: self = .unnumberedAcknowledge(isFinal: isPoll)
      case 0x0F: self = .disconnectedMode(isFinal: isPoll)
      case 0x87: self = .frameReject(isFinal: isPoll)
      case 0x03: self = .unnumberedInformation(isPoll: isPoll)
      default: self = .unknown(octet)
      }
    }
  }

  /// The octet.
  public var octet: UInt8 {
    switch self {
    case .information(let send, let receive, let isPoll): receive << 5 | bit(isPoll) | send << 1
    case .receiveReady(let receive, let isPoll): receive << 5 | bit(isPoll) | 0x01
    case .receiveNotReady(let receive, let isPoll): receive << 5 | bit(isPoll) | 0x05
    case .reject(let receive, let isPoll): receive << 5 | bit(isPoll) | 0x09
    case .setNormalResponseMode(let isPoll): 0x83 | bit(isPoll)
    case .disconnect(let isPoll): 0x43 | bit(isPoll)
    case .unnumberedAcknowledge(let isFinal): 0x63 | bit(isFinal)
    case .disconnectedMode(let isFinal): 0x0F | bit(isFinal)
    case .frameReject(let isFinal): 0x87 | bit(isFinal)
    case .unnumberedInformation(let isPoll): 0x03 | bit(isPoll)
    case .unknown(let octet): octet
    }
  }

  /// True when the poll (from a client) or final (from a server) bit is set.
  public var isPoll: Bool { octet & 0x10 != 0 }

  private func bit(_ isSet: Bool) -> UInt8 { isSet ? 0x10 : 0 }
}
