/// Power in mW, or in mvar where the quantity it belongs to is reactive.
public struct Power: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// mW (mvar for reactive power).
  public var milliwatts: Int64

  /// No power.
  public static let zero = Power(milliwatts: 0)

  /// Creates a power from mW (mvar).
  public init(milliwatts: Int64) { self.milliwatts = milliwatts }

  public static func < (a: Power, b: Power) -> Bool { a.milliwatts < b.milliwatts }
}
