/// Interval channels of Get Profile.
public enum HANProfileChannel: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Active import.
  case delivered = 0
  /// Active export.
  case received = 1
  /// Reactive import.
  case reactiveDelivered = 2
  /// Reactive export.
  case reactiveReceived = 3

  /// An interval that is not known.
  public static var invalid: UInt32 { 0xFF_FFFF }
}
