/// A measuring element of a twin-element meter. The two are never merged: no register holds both.
public enum MeterElement: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// The primary element.
  case primary = 1
  /// The secondary element.
  case secondary = 2
}
