import MeterCore

extension Quantity {
  /// Name in board files and reports.
  public var name: String {
    switch self {
    case .activeImport: "active_import"
    case .activeExport: "active_export"
    case .reactiveImport: "reactive_import"
    case .reactiveExport: "reactive_export"
    case .reactiveQuadrant1: "reactive_q1"
    case .reactiveQuadrant2: "reactive_q2"
    case .reactiveQuadrant3: "reactive_q3"
    case .reactiveQuadrant4: "reactive_q4"
    case .apparentImport: "apparent_import"
    case .apparentExport: "apparent_export"
    case .fundamentalReactiveImport: "fundamental_reactive_import"
    case .fundamentalReactiveExport: "fundamental_reactive_export"
    case .estimatedActiveImport: "estimated_active_import"
    case .estimatedActiveExport: "estimated_active_export"
    }
  }

  /// Unit of the register for people.
  public var energyUnit: String { isReactive ? "kvarh" : isApparent ? "kVAh" : "kWh" }
  /// Unit of the power for people.
  public var powerUnit: String { isReactive ? "var" : isApparent ? "VA" : "W" }
  /// Key of the exact energy in JSON.
  public var energyKey: String {
    isReactive
      ? "energy_microvar_hours" : isApparent ? "energy_microvoltampere_hours" : "energy_microwatt_hours"
  }
}
