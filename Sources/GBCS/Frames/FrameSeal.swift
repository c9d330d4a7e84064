/// How a frame is protected.
public enum FrameSeal: Equatable, Sendable {
  /// Not at all: a pre-command, which its party has yet to sign. No device takes one.
  case unsigned
  /// Signed without a MAC around it: responses and alerts of critical use cases; 64 octets r‖s.
  case signature([UInt8])
  /// With a MAC of 12 octets, over a signature of 64 octets for a critical command.
  case mac(signature: [UInt8]?, mac: [UInt8])

  public var signature: [UInt8]? {
    switch self {
    case .unsigned: nil
    case .signature(let signature): signature
    case .mac(let signature, _): signature
    }
  }

  public var mac: [UInt8]? {
    if case .mac(_, let mac) = self { mac } else { nil }
  }
}
