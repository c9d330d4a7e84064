import GBCS
import HAL
import MeterCore

extension LiveESME where Memory: ~Copyable {
  public func attribute(_ target: ObjectAttribute) throws(DeviceRefusal) -> DLMSData {
    switch (target.classIdentifier, target.name, target.index) {
    case (70, "0-0:96.3.10", 3):
      switch meter.state.supply.state {
      case .disabled: return .enumeration(0)
      case .enabled: return .enumeration(1)
      case .armed: return .enumeration(2)
      }
    default: throw DeviceRefusal(.objectUndefined)
    }
  }

  public func setAttribute(_ target: ObjectAttribute, to value: DLMSData) throws(DeviceRefusal) {
    switch (target.classIdentifier, target.name, target.index) {
    case (1, "0-0:94.44.3.2", 2):
      guard let seconds = value.dateTimeValue?.secondsSince2000 else { throw DeviceRefusal(.typeUnmatched) }
      meter.setChangeOfTenancy(Instant(seconds: Int64(seconds) + Self.epoch), at: tick)
    default: throw DeviceRefusal(.objectUndefined)
    }
  }

  public func invoke(_ target: ObjectAttribute, with data: DLMSData) throws(DeviceRefusal) {
    throw DeviceRefusal(.objectUndefined)
  }
}
