/// What a count of the read register and a counted pulse stand for.
public struct ReconciliationScale: Equatable, Sendable, BitwiseCopyable {
  /// µWh (µvarh) of one count of the register.
  public let registerMicrowattHours: Int64
  /// Energy of one pulse.
  public let pulse: EnergyRatio

  /// A scale; nil where a count of the register is not 1 µWh to 1 MWh.
  public init?(registerMicrowattHours: Int64, pulse: EnergyRatio) {
    guard (1...1_000_000_000_000).contains(registerMicrowattHours) else { return nil }
    self.registerMicrowattHours = registerMicrowattHours
    self.pulse = pulse
  }

  /// A register whose counts are 10^`scaler` Wh; nil below 1 µWh or above 1 MWh.
  public init?(registerScaler scaler: Int8, pulse: EnergyRatio) {
    guard (-6...6).contains(scaler) else { return nil }
    var count: Int64 = 1
    for _ in 0..<(Int(scaler) + 6) { count *= 10 }
    self.init(registerMicrowattHours: count, pulse: pulse)
  }
}
