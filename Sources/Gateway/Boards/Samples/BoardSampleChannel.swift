/// One input of a sampled meter: what it measures and the size of a count.
public struct BoardSampleChannel: Equatable, Sendable {
  /// What it measures.
  public var role: SampleRole
  /// Index of the sample within a set of the opened source, from 0.
  public var input: Int
  /// Volts (V…) or amperes (I…) of one count, exact.
  public var unitsPerCount: ExactRatio
  /// True when the sensor is mounted the other way round.
  public var isReversed = false
  /// Phase error θ0 at the nominal frequency in µrad, positive when the measured current leads; currents only.
  public var thetaMicroradians: Int32 = 0
  /// Time τ in nanoseconds by which the current seems ahead of the voltage; currents only.
  public var tauNanoseconds: Int32 = 0
}
