import LinuxHAL
import MeterCore

/// The test pulse output (LED or S0) of a sampled meter.
public struct BoardTestPulse: Equatable, Sendable {
  /// Energy of one pulse.
  public var pulseEnergy: EnergyRatio
  /// Time a pulse is active, in milliseconds.
  public var widthMilliseconds: Int
  /// The line that is driven; nil counts pulses without a line.
  public var output: GPIOLine?
}
