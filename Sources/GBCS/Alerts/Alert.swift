/// An alert's content: a code, when it happened, and what the use case adds.
///
/// Sent as a data-notification of a structure, or (firmware and credentials) as an ASN.1 sequence.
public struct Alert: Equatable, Sendable {
  public let code: UInt16
  public let time: COSEMDateTime?
  /// Generalized time of an ASN.1 alert.
  public let generalizedTime: String?
  /// Further items of a data-notification.
  public let items: [DLMSData]
  /// Further items of an ASN.1 alert.
  public let nodes: [ASN1Node]

  /// The alert in a frame's payload; nil if it carries none.
  public init?(_ payload: Payload) {
    switch payload {
    case .dataNotification(let notification):
      guard case .structure(let elements) = notification.body, elements.count >= 2,
        case .uint16(let code) = elements[0], let time = elements[1].dateTimeValue
      else { return nil }
      self.code = code
      self.time = time
      generalizedTime = nil
      items = Array(elements.dropFirst(2))
      nodes = []
    case .asn1(let node):
      guard node.tag == 0x30, node.children.count >= 2, node.children[0].tag == 0x02,
        let octets = node.children[0].octets,
        let value = UInt16(exactly: octets.reduce(0) { $0 << 8 | Int($1) & 0xFF }),
        node.children[1].tag == 0x18
      else { return nil }
      code = value
      time = nil
      generalizedTime = node.children[1].valueText
      items = []
      nodes = Array(node.children.dropFirst(2))
    default: return nil
    }
  }
}
