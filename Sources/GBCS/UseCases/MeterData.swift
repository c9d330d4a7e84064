/// A measuring element of the meter.
public enum Element: Sendable, CaseIterable {
  case primary
  case secondary
}

/// Cumulative registers, Wh or varh.
public enum EnergyRegister: String, Sendable, CaseIterable, Codable {
  case activeImport
  case reactiveImport
  case activeExport
  case reactiveExport
  case secondaryActiveImport
  /// MP184, provisional.
  case secondaryActiveExport
}

/// Matrices of tariff registers.
public enum TariffRegisters: String, Sendable, CaseIterable, Codable {
  case timeOfUse
  /// Four blocks of eight rates, block by block.
  case blocks
  /// Consumption counted towards each threshold: four blocks of eight rates.
  case blockCounters
  case secondaryTimeOfUse
  /// MP184, provisional.
  case secondaryExportTimeOfUse

  public var count: Int {
    switch self {
    case .timeOfUse: 48
    case .blocks, .blockCounters: 32
    case .secondaryTimeOfUse, .secondaryExportTimeOfUse: 4
    }
  }
}

/// Maximum demand registers.
public enum DemandRegister: String, Sendable, CaseIterable, Codable {
  case importAllDay
  case importInWindow
  case export
}

/// A half-hour demand, when it was captured, and when the register was last reset.
public struct MaximumDemand: Equatable, Sendable {
  public var watts: UInt32
  public var capturedAt: COSEMDateTime
  public var resetAt: COSEMDateTime

  public init(watts: UInt32, capturedAt: COSEMDateTime, resetAt: COSEMDateTime) {
    self.watts = watts
    self.capturedAt = capturedAt
    self.resetAt = resetAt
  }
}

/// What a supply use case does to the load switch.
public enum SupplyCommand: UInt16, Sendable {
  case enable = 51
  case disable = 52
  case arm = 54
}

/// Where an MPAN is kept.
public enum MPANSlot: String, Sendable, CaseIterable, Codable {
  case primaryImport
  case secondaryImport
  case primaryExport
  /// MP184, provisional.
  case secondaryExport
}
