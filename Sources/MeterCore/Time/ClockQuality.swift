/// How far the meter's UTC can be trusted.
public enum ClockQuality: UInt8, Sendable, BitwiseCopyable {
  /// No UTC at all yet; nothing is stamped.
  case unset = 0
  /// UTC is known but its source is not disciplined by a reference.
  case unsynchronised = 1
  /// UTC comes from a disciplined source.
  case synchronised = 2
}
