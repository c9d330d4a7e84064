import MeterCore

/// Reads a pulse constant exactly: `1000`, `33.33`, `2000/3` pulses per kWh (kvarh).
enum PulseConstant {
  /// The energy of one pulse; nil when the text is no positive constant that fits.
  static func energy(parsing text: String) -> EnergyRatio? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let pulses = UInt32(parts[0]), let kilowattHours = UInt32(parts[1]) else { return nil }
      return EnergyRatio(pulses: pulses, perKilowattHours: kilowattHours)
    }
    let decimal = text.split(separator: ".", omittingEmptySubsequences: false)
    guard decimal.count <= 2, let whole = decimal.first, !whole.isEmpty else { return nil }
    let fraction = decimal.count == 2 ? decimal[1] : ""
    guard fraction.count <= 6, decimal.count == 1 || !fraction.isEmpty,
      let pulses = UInt32(whole + fraction)
    else { return nil }
    var scale: UInt32 = 1
    for _ in fraction { scale *= 10 }
    return EnergyRatio(pulses: pulses, perKilowattHours: scale)
  }

  /// The constant as a number, for simulated meters.
  static func perKilowattHour(_ energy: EnergyRatio) -> Double {
    1e9 * Double(energy.denominator) / Double(energy.numerator)
  }
}
