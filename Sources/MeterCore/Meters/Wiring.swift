/// How the elements of a sample meter are connected.
public enum Wiring: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// One element.
  case singlePhase = 1
  /// Two independent elements on one supply; their registers are never added.
  case twinElement = 2
  /// Three elements, phase to neutral.
  case threePhaseFourWire = 3
  /// Two elements, line to line (Aron). Only the sum has a direction: at a power factor of 0.5 one element shows
  /// nothing and below it runs in reverse.
  case threePhaseThreeWire = 4

  /// Elements measured.
  public var elementCount: Int {
    switch self {
    case .singlePhase: 1
    case .twinElement, .threePhaseThreeWire: 2
    case .threePhaseFourWire: 3
    }
  }

  /// True when the elements add up to a total.
  public var hasTotal: Bool { self == .threePhaseFourWire || self == .threePhaseThreeWire }
  /// True when an element has registers of its own.
  public var hasElementRegisters: Bool { self != .threePhaseThreeWire }
}
