/// The meter's wiring.
public enum MeterWiring: String, CaseIterable, Sendable {
  /// Single phase; Un is phase to neutral.
  case singlePhase = "1p2w"
  /// Three wires, two elements; Un is phase to phase.
  case threeWire = "3p3w"
  /// Four wires, three elements; Un is phase to neutral.
  case fourWire = "3p4w"

  /// Measuring elements, m of the no-load formulas.
  public var elements: Int {
    switch self {
    case .singlePhase: 1
    case .threeWire: 2
    case .fourWire: 3
    }
  }

  /// Power of balanced load is this times Un × I × power factor.
  public var powerFactorOfLoad: Double {
    switch self {
    case .singlePhase: 1
    case .threeWire: 3.0.squareRoot()
    case .fourWire: 3
    }
  }
}
