/// Everything MP184 needs that nobody has published yet, in one table. All of it is *provisional, by analogy*: it is
/// not the standard's, is only used with a capability, and is shown as provisional wherever it is shown.
public enum ProvisionalObject: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case secondaryActiveExportRegister
  case secondaryReactiveExportRegister
  case secondaryExportTariffRegisters
  case secondaryExportSwitchingTable
  case secondaryExportSwitchingTablePassive
  case secondaryExportSpecialDays
  case secondaryExportCharge
  case secondaryExportDailyReadLog
  case secondaryExportProfile
  case secondaryExportMPAN
  case secondaryExportPower

  /// The logical name used for it: A-B:C.D.E.F.
  public var logicalName: InlineArray<6, UInt8> {
    switch self {
    case .secondaryActiveExportRegister: [1, 20, 2, 8, 0, 255]
    case .secondaryReactiveExportRegister: [1, 20, 4, 8, 0, 255]
    case .secondaryExportTariffRegisters: [0, 0, 94, 44, 34, 200]
    case .secondaryExportSwitchingTable: [0, 0, 13, 0, 2, 255]
    case .secondaryExportSwitchingTablePassive: [0, 1, 13, 0, 2, 255]
    case .secondaryExportSpecialDays: [0, 0, 11, 0, 2, 255]
    case .secondaryExportCharge: [0, 0, 19, 20, 6, 255]
    case .secondaryExportDailyReadLog: [0, 0, 98, 1, 200, 255]
    case .secondaryExportProfile: [0, 0, 99, 1, 200, 255]
    case .secondaryExportMPAN: [1, 20, 0, 0, 2, 255]
    case .secondaryExportPower: [0, 0, 94, 44, 34, 201]
    }
  }

  /// What the name is made after.
  public var basis: StaticString {
    switch self {
    case .secondaryActiveExportRegister: "1-0:2.8.0 with the B field of the published 1-20:1.8.0"
    case .secondaryReactiveExportRegister: "1-0:4.8.0 with B = 20; whether the register exists is undecided"
    case .secondaryExportTariffRegisters: "0-0:94.44.34.x, a free number"
    case .secondaryExportSwitchingTable: "0-0:13.0.0 and 13.0.1, the next number"
    case .secondaryExportSwitchingTablePassive: "0-1:13.0.1, the next number"
    case .secondaryExportSpecialDays: "0-0:11.0.0 and 11.0.1, the next number"
    case .secondaryExportCharge: "0-0:19.20.5, the next number"
    case .secondaryExportDailyReadLog: "0-0:98.1.10, a free number"
    case .secondaryExportProfile: "0-0:99.1.1, a free number"
    case .secondaryExportMPAN: "1-0:0.0.2 with B = 20"
    case .secondaryExportPower: "0-0:94.44.34.20, a free number"
    }
  }

  /// Script selectors of the secondary export rates 1 to 4 (published: 1-48, 101-108, 201-204, 99).
  public static var exportScriptSelectors: ClosedRange<UInt8> { 211...214 }
}
