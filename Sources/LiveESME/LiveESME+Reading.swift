import GBCS
import HAL
import MeterCore

/// Attributes without a typed member: what the meter has, then what was kept, then what an empty meter has.
extension LiveESME where Memory: ~Copyable {
  public func attribute(_ target: ObjectAttribute) throws(DeviceRefusal) -> DLMSData {
    if let value = supplyValue(target) ?? paymentValue(target) ?? settingValue(target) { return value }
    if let value = kept[target] { return value }
    guard let value = Self.empty(target) else { throw DeviceRefusal(.objectUndefined) }
    return value
  }

  /// Load switch, load limit, voltage, auxiliary loads.
  private func supplyValue(_ target: ObjectAttribute) -> DLMSData? {
    let supply = meter.state.supply
    switch (target.classIdentifier, target.name, target.index) {
    case (70, "0-0:96.3.10", 3):
      switch supply.state {
      case .disabled: return .enumeration(0)
      case .enabled: return .enumeration(1)
      case .armed: return .enumeration(2)
      }
    case (70, let name, 2):
      guard let number = Self.controllerStates.firstIndex(of: name) else { return nil }
      return .boolean(meter.state.auxiliaryStates[number] == 0 ? 0 : 0xFF)
    case (9000, "0-0:94.44.0.3", 2): return .boolean(supply.thresholdWatts == 0 ? 0 : 0xFF)
    case (3, "0-0:94.44.42", 2): return .uint32(supply.limitCount)
    case (3, "0-0:94.44.42", 3): return .structure([.int8(0), .enumeration(255)])
    case (71, "0-0:17.0.0", 4): return .uint32(supply.thresholdWatts)
    case (71, "0-0:17.0.0", 6): return .uint32(supply.periodSeconds)
    case (71, "0-0:17.0.0", 7): return .uint32(supply.restorationSeconds)
    case (3, "1-0:32.32.0.4", 2): return .uint32(meter.state.voltage.underCount)
    case (3, "1-0:32.36.0.4", 2): return .uint32(meter.state.voltage.overCount)
    case (3, "1-0:32.32.0.4", 3), (3, "1-0:32.36.0.4", 3): return .structure([.int8(0), .enumeration(255)])
    case (1, "1-0:32.31.0.4", 2): return .uint32(UInt32(meter.state.voltage.underDecivolts) / 10)
    case (1, "1-0:32.35.0.4", 2): return .uint32(UInt32(meter.state.voltage.overDecivolts) / 10)
    default: return nil
    }
  }

  static var controllerStates: [LogicalName] {
    ["0-1:96.3.10", "0-2:96.3.10", "0-3:96.3.10", "0-4:96.3.10", "0-5:96.3.10"]
  }

  /// Account, credits, charges and active prices.
  private func paymentValue(_ target: ObjectAttribute) -> DLMSData? {
    let account = meter.state.account
    switch (target.classIdentifier, target.name, target.index) {
    case (112, "0-0:19.10.0", 2): return .int32(account.balances.meter)
    case (112, "0-0:19.10.1", 9): return .int32(account.settings.emergencyCreditLimit)
    case (112, "0-0:19.10.1", 10): return .int32(account.settings.emergencyCreditThreshold)
    case (111, "0-0:19.0.0", 16): return .int32(account.settings.lowCreditThreshold)
    case (21, "0-0:16.0.1", 2): return .array([.int32(account.settings.disablementThreshold)])
    case (113, "0-0:19.20.3", 13): return .uint16(account.settings.paymentDebtShare)
    case (3, "0-0:94.44.1.7", 2): return .uint32(UInt32(clamping: meter.activePrice(.primaryImport)))
    case (3, "0-0:94.44.1.8", 2): return .uint32(UInt32(clamping: meter.activePrice(.secondaryImport)))
    case (3, "0-0:94.44.1.7", 3), (3, "0-0:94.44.1.8", 3):
      return .structure([.int8(-5), .enumeration(255)])
    default: return nil
    }
  }

  /// Identity, randomised offset, billing calendar.
  private func settingValue(_ target: ObjectAttribute) -> DLMSData? {
    func text(_ value: String) -> DLMSData { .octetString(Array(value.utf8)) }
    switch (target.classIdentifier, target.name, target.index) {
    case (1, "0-0:96.1.1", 2): return .octetString(EntityIdentifier(make.identity).octets)
    case (1, "0-0:96.1.2", 2): return text(make.variant)
    case (1, "0-0:96.1.4", 2): return text(make.model)
    case (1, "0-0:96.1.6", 2): return text(make.manufacturer)
    case (1, "0-0:0.2.1", 2):
      return .octetString(stride(from: 24, through: 0, by: -8).map { UInt8(make.firmware >> $0 & 0xFF) })
    case (1, "0-0:94.44.0.0", 2): return .uint16(UInt16(clamping: meter.state.randomisedOffsetSeconds))
    case (1, "0-0:94.44.0.1", 2): return .uint16(meter.state.offsetLimitSeconds)
    case (1, "0-0:94.44.0.2", 2): return .uint16(meter.state.offsetNumber)
    default: return nil
    }
  }

  /// What a meter answers before anything was set; nil for what it does not have.
  private static func empty(_ target: ObjectAttribute) -> DLMSData? {
    let name = target.name.octets
    switch (target.classIdentifier, target.index) {
    case (1, 2) where name.starts(with: [0, 0, 94, 44, 0]):
      switch name[5] {
      case 4: return .boolean(0xFF)
      case 11...15: return .visibleString([])
      case 21...25: return .octetString([UInt8](repeating: 0, count: 8))
      case 31...35: return .utf8String(Array("{}".utf8))
      default: return nil
      }
    case (10, 2) where ["0-0:12.0.0", "0-0:12.0.1", "0-0:12.0.2"].contains(target.name): return .array([])
    case (11, 2) where ["0-0:11.0.2", "0-0:11.0.3"].contains(target.name): return .array([])
    case (22, 4) where ["0-0:15.0.0", "0-0:15.1.0"].contains(target.name): return .array([])
    case (21, 2) where target.name == "0-0:16.0.0": return .array([.uint32(0), .uint32(0)])
    case (9000, 2) where target.name == "0-0:94.44.2.0": return .boolean(0)
    case (9000, 2) where ["0-0:94.44.2.10", "0-0:94.44.2.20"].contains(target.name): return .int32(0)
    case (111, 11) where target.name == "0-0:19.0.0": return .array([])
    case (111, 18) where target.name == "0-0:19.0.0": return .uint16(0)
    case (111, 19) where target.name == "0-0:19.0.0": return .int32(0)
    case (113, 5) where ["0-0:19.20.1", "0-0:19.20.2"].contains(target.name): return noCharge
    case (113, 8) where ["0-0:19.20.1", "0-0:19.20.2"].contains(target.name): return .uint32(86_400)
    case (7, 4) where target.name == "1-0:32.24.0": return .uint32(30)
    case (71, 4), (71, 6):
      return ["0-0:17.0.1", "0-0:17.0.2", "0-0:17.0.3", "0-0:17.0.4"].contains(target.name) ? .uint32(0) : nil
    default: return nil
    }
  }

  /// A charge of 0 for nothing that is metered.
  static var noCharge: DLMSData { charge(0) }

  static func charge(_ price: Int16) -> DLMSData {
    .structure([
      .structure([.int8(0), .int8(-5)]),
      .structure([.uint16(0), .octetString([UInt8](repeating: 0, count: 6)), .int8(0)]),
      .array([.structure([.octetString([]), .int16(price)])]),
    ])
  }
}
