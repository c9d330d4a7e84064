/// Who may do what, as data: one line a service, one letter a party.
///
/// Columns: import supplier, secondary import supplier, export supplier, secondary export supplier, network operator,
/// other user, registered supplier agent. Letters: Y permitted, S signed, N as an unknown remote party, P provisional
/// (MP184), - refused. Unknown cells are refused.
public enum AccessMatrix {
  /// The line of a service.
  public static func line(_ service: PartyService) -> StaticString {
    switch service {
    //                                       I i E e N O A
    case .setTariff, .setPrice: "S------"
    case .setSecondaryTariff: "S------"
    case .setSecondaryPrice: "S------"
    case .readImportRegisters: "YN--Y--"
    case .readTimeOfUseRegisters: "YN--Y--"
    case .readBlockRegisters: "YN--Y--"
    case .readExportRegisters: "--Y-Y--"
    case .readSecondaryExportRegisters: "---PP--"
    case .readPrepayment, .readMeterBalance: "Y------"
    case .readBillingModeTriggered: "Y------"
    case .readBillingCalendarTriggered: "Y------"
    case .readDebtPayments, .readCredits: "Y------"
    case .readPrepaymentConfiguration: "Y------"
    case .readPrepaymentDaily: "Y------"
    case .readImportDaily: "YN-----"
    case .readExportDaily: "--Y----"
    case .readSecondaryExportDaily: "---P---"
    case .readImportProfile: "YN--YY-"
    case .readReactiveImportProfile: "YN--YY-"
    case .readExportProfile: "--Y-YY-"
    case .readSecondaryExportProfile: "---PPP-"
    case .readTariff, .readSecondaryTariff: "YN---Y-"
    case .readSecondaryExportTariff: "---P-P-"
    case .readImportMaximumDemand: "YN--Y--"
    case .readExportMaximumDemand: "--Y-Y--"
    case .readLoadLimit, .readActivePower: "YN--Y--"
    case .readDailyConsumption: "YN--YY-"
    case .readDeviceIdentity: "YYYYYYY"
    case .readMPANs: "YYYYYYY"
    case .setImportMPANs: "Y------"
    case .setExportMPAN: "--Y----"
    case .setSecondaryExportMPAN: "---P---"
    case .setVoltageThresholds: "----Y--"
    case .setVoltageConfiguration: "----Y--"
    case .setMaximumDemandPeriod: "----Y--"
    case .resetMaximumDemand: "----Y--"
    case .readEventLogs: "Y---Y-Y"
    case .enableSupply, .disableSupply: "Y------"
    case .armSupply: "Y------"
    case .activateAuxiliaryLoad: "Y------"
    case .deactivateAuxiliaryLoad: "Y------"
    case .setAuxiliaryLoadState: "Y------"
    case .resetAuxiliaryLoadState: "Y------"
    case .addAuxiliaryLoad: "Y------"
    case .removeAuxiliaryLoad: "Y------"
    case .setAuxiliaryLoadConfiguration: "Y------"
    case .updateCredentials: "Y------"
    case .updateOwnCredentials: "Y---Y--"
    case .activateFirmware: "Y------"
    case .readAuxiliaryLoad: "YN--YY-"
    case .readBoostButton: "YN--YY-"
    case .readAuxiliaryLoadLog: "YN--YY-"
    case .readSupplyState: "Y-YYY-Y"
    case .readInventory, .updateInventory: "YYYYYYY"
    case .updateDeviceLog: "Y----Y-"
    // The reference frames have the supplier asking; others than it and the agent are refused.
    case .readFirmwareVersion: "Y-----Y"
    case .setSecondaryExportTariff: "---P---"
    case .setSecondaryExportPrice: "---P---"
    }
  }

  /// The right of a party to a service.
  public static func right(of party: Party, to service: PartyService) -> AccessRight {
    let column = Int(party.rawValue)
    let letter = line(service).withUTF8Buffer { column < $0.count ? $0[column] : UInt8(ascii: "-") }
    switch letter {
    case UInt8(ascii: "Y"): return .permitted
    case UInt8(ascii: "S"): return .signed
    case UInt8(ascii: "N"): return .asUnknownParty
    case UInt8(ascii: "P"): return .provisional
    default: return .refused
    }
  }
}
