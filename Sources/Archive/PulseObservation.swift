import MeterCore

/// A meter's register as read, beside the pulses counted of the same energy.
public struct PulseObservation: Equatable, Sendable {
  /// The meter's name, its register, and the channel that counts its pulses.
  public var meter: String
  public var register: String
  public var channel: String
  /// UTC seconds.
  public var seconds: Int64
  /// The register, and the power of ten of its counts in Wh (varh).
  public var value: Int64
  public var scaler: Int8
  /// Pulses counted before and after the read.
  public var pulsesBefore: UInt64
  public var pulsesAfter: UInt64
  /// Energy of one pulse.
  public var pulse: EnergyRatio

  /// An observation.
  public init(
    meter: String, register: String, channel: String, seconds: Int64, value: Int64, scaler: Int8,
    pulsesBefore: UInt64, pulsesAfter: UInt64, pulse: EnergyRatio
  ) {
    self.meter = meter
    self.register = register
    self.channel = channel
    self.seconds = seconds
    self.value = value
    self.scaler = scaler
    self.pulsesBefore = pulsesBefore
    self.pulsesAfter = pulsesAfter
    self.pulse = pulse
  }
}
