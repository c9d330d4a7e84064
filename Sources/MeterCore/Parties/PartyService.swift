/// A service a party may ask of the meter, by its service reference. Those from 200 on are the twins MP184 needs for
/// the secondary export: *provisional*, without a published reference.
public enum PartyService: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case setTariff = 1
  case setSecondaryTariff = 2
  case setPrice = 3
  case setSecondaryPrice = 4
  case readImportRegisters = 5
  case readTimeOfUseRegisters = 6
  case readBlockRegisters = 7
  case readExportRegisters = 8
  case readPrepayment = 9
  case readBillingModeTriggered = 10
  case readBillingCalendarTriggered = 11
  case readDebtPayments = 12
  case readCredits = 13
  case readImportDaily = 14
  case readExportDaily = 15
  case readImportProfile = 16
  case readReactiveImportProfile = 17
  case readExportProfile = 18
  case readTariff = 19
  case readSecondaryTariff = 20
  case readImportMaximumDemand = 21
  case readExportMaximumDemand = 22
  case readPrepaymentConfiguration = 23
  case readPrepaymentDaily = 24
  case readLoadLimit = 25
  case readActivePower = 26
  case readDailyConsumption = 27
  case readMeterBalance = 28
  case readDeviceIdentity = 29
  case readMPANs = 30
  case setVoltageThresholds = 31
  case readEventLogs = 32
  case updateCredentials = 33
  case updateOwnCredentials = 34
  case setMaximumDemandPeriod = 35
  case resetMaximumDemand = 36
  case setImportMPANs = 37
  case setExportMPAN = 38
  case setVoltageConfiguration = 39
  case enableSupply = 40
  case disableSupply = 41
  case armSupply = 42
  case readSupplyState = 43
  case activateAuxiliaryLoad = 44
  case deactivateAuxiliaryLoad = 45
  case readAuxiliaryLoad = 46
  case setAuxiliaryLoadState = 47
  case resetAuxiliaryLoadState = 48
  case addAuxiliaryLoad = 49
  case removeAuxiliaryLoad = 50
  case setAuxiliaryLoadConfiguration = 51
  case readBoostButton = 52
  case readAuxiliaryLoadLog = 53
  case readInventory = 54
  case updateInventory = 55
  case updateDeviceLog = 56
  case readFirmwareVersion = 57
  case activateFirmware = 58

  case readSecondaryExportRegisters = 200
  case readSecondaryExportDaily = 201
  case readSecondaryExportProfile = 202
  case readSecondaryExportTariff = 203
  case setSecondaryExportMPAN = 204
  case setSecondaryExportTariff = 205
  case setSecondaryExportPrice = 206

  /// True for the twins that MP184 needs.
  public var isProvisional: Bool { rawValue >= 200 }

  /// The service reference (variant); a provisional service gives the one it is the twin of.
  public var reference: StaticString {
    switch self {
    case .setTariff: "1.1.1"
    case .setSecondaryTariff: "1.1.2"
    case .setPrice: "1.2.1"
    case .setSecondaryPrice: "1.2.2"
    case .readImportRegisters: "4.1.1"
    case .readTimeOfUseRegisters: "4.1.2"
    case .readBlockRegisters: "4.1.3"
    case .readExportRegisters, .readSecondaryExportRegisters: "4.2"
    case .readPrepayment: "4.3"
    case .readBillingModeTriggered: "4.4.2"
    case .readBillingCalendarTriggered: "4.4.3"
    case .readDebtPayments: "4.4.4"
    case .readCredits: "4.4.5"
    case .readImportDaily: "4.6.1"
    case .readExportDaily, .readSecondaryExportDaily: "4.6.2"
    case .readImportProfile: "4.8.1"
    case .readReactiveImportProfile: "4.8.2"
    case .readExportProfile, .readSecondaryExportProfile: "4.8.3"
    case .readTariff: "4.11.1"
    case .readSecondaryTariff, .readSecondaryExportTariff: "4.11.2"
    case .readImportMaximumDemand: "4.12.1"
    case .readExportMaximumDemand: "4.12.2"
    case .readPrepaymentConfiguration: "4.13"
    case .readPrepaymentDaily: "4.14"
    case .readLoadLimit: "4.15"
    case .readActivePower: "4.16"
    case .readDailyConsumption: "4.17"
    case .readMeterBalance: "4.18"
    case .readDeviceIdentity: "6.2.4"
    case .readMPANs: "6.2.7"
    case .setVoltageThresholds: "6.5"
    case .readEventLogs: "6.13"
    case .updateCredentials: "6.17"
    case .updateOwnCredentials: "6.15.1"
    case .setMaximumDemandPeriod: "6.18.1"
    case .resetMaximumDemand: "6.18.2"
    case .setImportMPANs: "6.20.1"
    case .setExportMPAN, .setSecondaryExportMPAN: "6.20.2"
    case .setVoltageConfiguration: "6.27"
    case .enableSupply: "7.1"
    case .disableSupply: "7.2"
    case .armSupply: "7.3"
    case .readSupplyState: "7.4"
    case .activateAuxiliaryLoad: "7.5"
    case .deactivateAuxiliaryLoad: "7.6"
    case .readAuxiliaryLoad: "7.7"
    case .setAuxiliaryLoadState: "7.8"
    case .resetAuxiliaryLoadState: "7.9"
    case .addAuxiliaryLoad: "7.10"
    case .removeAuxiliaryLoad: "7.12"
    case .setAuxiliaryLoadConfiguration: "7.13"
    case .readBoostButton: "7.14"
    case .readAuxiliaryLoadLog: "7.15"
    case .readInventory: "8.2"
    case .updateInventory: "8.4"
    case .updateDeviceLog: "8.11"
    case .readFirmwareVersion: "11.2"
    case .activateFirmware: "11.3"
    case .setSecondaryExportTariff: "1.1.2"
    case .setSecondaryExportPrice: "1.2.2"
    }
  }
}
