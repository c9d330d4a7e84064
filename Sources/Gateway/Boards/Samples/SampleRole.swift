/// What an input measures.
public enum SampleRole: String, Equatable, Hashable, Sendable, CaseIterable {
  case v1 = "V1"
  case v2 = "V2"
  case v3 = "V3"
  case v12 = "V12"
  case v32 = "V32"
  case i1 = "I1"
  case i2 = "I2"
  case i3 = "I3"
  /// Neutral current, beside any wiring with a neutral.
  case neutral = "IN"

  /// True for a voltage.
  public var isVoltage: Bool { rawValue.hasPrefix("V") }
}
