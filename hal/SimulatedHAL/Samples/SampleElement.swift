/// One element of a simulated waveform: a voltage, a current and the angle between them.
public struct SampleElement: Equatable, Sendable {
  /// Voltage of the fundamental in volts, RMS.
  public var volts: Double
  /// Angle by which the voltage leads the reference, in degrees.
  public var voltageDegrees: Double
  /// Current of the fundamental in amperes, RMS; ignored with `load`.
  public var amperes: Double
  /// Angle by which the current lags this element's voltage, in degrees: 60 is PF 0.5 inductive, -60 PF 0.5
  /// capacitive, 180 pure export.
  public var currentLagDegrees: Double
  /// Active power over the day instead of `amperes`; the current follows it.
  public var load: LoadShape?
  /// Volts of one count of this element, nil for the scenario's.
  public var voltsPerCount: Double?
  /// Amperes of one count of this element, nil for the scenario's.
  public var amperesPerCount: Double?

  /// Creates an element.
  public init(
    volts: Double, voltageDegrees: Double = 0, amperes: Double, currentLagDegrees: Double = 0,
    load: LoadShape? = nil
  ) {
    self.volts = volts
    self.voltageDegrees = voltageDegrees
    self.amperes = amperes
    self.currentLagDegrees = currentLagDegrees
    self.load = load
  }
}
