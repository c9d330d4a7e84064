/// How the elements of one supply add up to its total registers.
public enum Summation: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// The signed sum of the elements decides the direction: import on one phase cancels export on another.
  case vector = 0
  /// Import and export are collected from each element by its own sign.
  case byMagnitude = 1
  /// Every element counts as import, whatever its sign (against tampering).
  case absolute = 2
}
