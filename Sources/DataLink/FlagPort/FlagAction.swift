/// What the driver of a flag port must do next.
public enum FlagAction: Equatable, Sendable, BitwiseCopyable {
  /// Nothing now.
  case nothing
  /// Send the first `count` octets that were written.
  case transmit(count: Int)
  /// Let everything sent leave the port, then change the speed; `isEightBit` for 8N1, else 7E1.
  case speed(baud: UInt32, isEightBit: Bool)
  /// From now on octets belong to HDLC (mode E), until the link is closed.
  case startHDLC
}
