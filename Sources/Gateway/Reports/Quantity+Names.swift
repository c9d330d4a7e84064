import MeterCore

extension Quantity {
  /// Name in board files and reports.
  public var name: String {
    switch self {
    case .activeImport: "active_import"
    case .activeExport: "active_export"
    case .reactiveImport: "reactive_import"
    case .reactiveExport: "reactive_export"
    }
  }

  /// Unit of the register for people.
  public var energyUnit: String { isReactive ? "kvarh" : "kWh" }
  /// Unit of the power for people.
  public var powerUnit: String { isReactive ? "var" : "W" }
  /// Key of the exact energy in JSON.
  public var energyKey: String { isReactive ? "energy_microvar_hours" : "energy_microwatt_hours" }
}
