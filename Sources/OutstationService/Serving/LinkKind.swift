import DataLink

/// What a port speaks.
public enum LinkKind: Sendable {
  /// COSEM wrapper (TCP).
  case wrapper
  /// HDLC.
  case hdlc(HDLCServerConfiguration)
  /// IEC 62056-21, and HDLC by mode E.
  case flag(FlagServerConfiguration, HDLCServerConfiguration)
}

/// How a port carries octets.
public struct LineRules: Sendable {
  /// Pace of the line; nil for as fast as it goes. Of a flag port the pace follows the speed agreed.
  public var pacedBaud: UInt32?
  /// Characters of the flag port carry even parity in bit 7.
  public var hasSoftwareParity = false
  /// The line brings back what is sent: echoes are dropped.
  public var cancelsEcho = false
  /// Chance of a wrong octet, in either direction, for tests of the other side.
  public var noise = 0.0
  /// Chance that an octet is lost, in either direction, for tests of the other side.
  public var loss = 0.0
  /// HDLC frames with a wrong check sequence are accepted, for tests of the other side.
  public var acceptsDamage = false

  /// A clean line without pace.
  public init() {}
}
