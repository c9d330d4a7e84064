/// What the measurand names of OCPP mean to a meter. Names are the same in 1.6 and 2.0.1.
public enum Measurand {
  /// The default of both versions.
  public static let activeImportRegister = "Energy.Active.Import.Register"

  /// True for cumulative energy registers.
  public static func isRegister(_ name: String) -> Bool {
    name.hasPrefix("Energy.") && name.hasSuffix(".Register")
  }

  /// True for energies of an interval: their stamp is the interval's *start*, not a reading's instant.
  public static func isInterval(_ name: String) -> Bool {
    name.hasPrefix("Energy.") && name.hasSuffix(".Interval")
  }

  /// True for any energy.
  public static func isEnergy(_ name: String) -> Bool { name.hasPrefix("Energy.") }

  /// The unit when none is given: Wh, or varh for reactive energy; W, var, A, V … are not defaulted by OCPP
  /// for other measurands, where "Wh" would be nonsense, so they get their natural one.
  public static func defaultUnit(_ name: String) -> String {
    if name.hasPrefix("Energy.Reactive") { return "varh" }
    if name.hasPrefix("Energy.Apparent") { return "VAh" }
    if name.hasPrefix("Energy.") { return "Wh" }
    if name.hasPrefix("Power.Factor") { return "" }
    if name.hasPrefix("Power.Reactive") { return "var" }
    if name.hasPrefix("Power.") { return "W" }
    if name.hasPrefix("Current.") { return "A" }
    switch name {
    case "Voltage": return "V"
    case "Frequency": return "Hz"
    case "SoC": return "Percent"
    case "Temperature": return "Celsius"
    default: return ""
    }
  }

  /// The power of ten from an energy unit to µWh (µvarh, µVAh); nil when the unit is no energy.
  public static func powerOfTenToMicro(energyUnit unit: String) -> Int? {
    switch unit.lowercased() {
    case "wh", "varh", "vah": 6
    case "kwh", "kvarh", "kvah": 9
    case "mwh" where unit == "MWh": 12
    default: nil
    }
  }

  /// The power of ten from a power unit to mW (mvar, mVA); nil when the unit is no power.
  public static func powerOfTenToMilli(powerUnit unit: String) -> Int? {
    switch unit.lowercased() {
    case "w", "var", "va": 3
    case "kw", "kvar", "kva": 6
    default: nil
    }
  }
}
