/// One harmonic, relative to the fundamental `A sin(x)`: it adds `A * fraction * sin(order * x + angle)`.
public struct SampleHarmonic: Equatable, Sendable {
  /// Order, 2 or more.
  public var order: Int
  /// Size as a fraction of the fundamental.
  public var fraction: Double
  /// Angle in degrees of the harmonic.
  public var degrees: Double

  /// Creates a harmonic.
  public init(order: Int, fraction: Double, degrees: Double = 0) {
    self.order = order
    self.fraction = fraction
    self.degrees = degrees
  }
}
