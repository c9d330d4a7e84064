/// How the circuit is wired to the inputs.
public enum SampleWiring: String, Equatable, Sendable, CaseIterable {
  /// One element: V1 I1.
  case singlePhase = "single_phase"
  /// Two independent elements, never summed: V1 I1 V2 I2. Both voltages may be the same input.
  case twinElement = "twin_element"
  /// Three elements against neutral: V1 I1 V2 I2 V3 I3.
  case threePhaseFourWire = "three_phase_four_wire"
  /// Two elements without neutral (Aron): I1 and I3, with V12 and V32 or with V1, V2 and V3 against any common
  /// point. Only the sum has a sign.
  case threePhaseThreeWire = "three_phase_three_wire"

  /// Roles of which one list must be present.
  public var roleSets: [[SampleRole]] {
    switch self {
    case .singlePhase: [[.v1, .i1]]
    case .twinElement: [[.v1, .i1, .v2, .i2]]
    case .threePhaseFourWire: [[.v1, .i1, .v2, .i2, .v3, .i3]]
    case .threePhaseThreeWire: [[.v12, .i1, .v32, .i3], [.v1, .v2, .v3, .i1, .i3]]
    }
  }

  /// Elements of the meter.
  public var elementCount: Int {
    switch self {
    case .singlePhase: 1
    case .twinElement, .threePhaseThreeWire: 2
    case .threePhaseFourWire: 3
    }
  }
}
