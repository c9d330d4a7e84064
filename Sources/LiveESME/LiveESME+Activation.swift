import GBCS
import HAL
import MeterCore

/// Settings with a passive value: they take over at once, or when the time comes that was given.
extension LiveESME where Memory: ~Copyable {
  func activate(_ target: ObjectAttribute, at value: DLMSData) throws(DeviceRefusal) {
    guard let time = value.dateTimeValue else { throw DeviceRefusal(.typeUnmatched) }
    let object = ObjectAttribute(target.classIdentifier, target.name, 0)
    kept.set(target, to: value)
    switch time {
    case .never: kept.cancel(object)
    case .immediately: apply(object)
    default:
      guard let seconds = time.secondsSince2000 else { throw DeviceRefusal(.typeUnmatched) }
      if seconds <= self.time { apply(object) } else { kept.wait(object, until: seconds) }
    }
  }

  /// Brings settings into use whose time has come, and logs it. The owner calls this as time passes; it is quick while
  /// nothing is due.
  public func applyDue() {
    guard let next = kept.nextActivation, next <= time else { return }
    for object in kept.due(at: time) {
      apply(object)
      meter.noteFutureCommand(at: tick)
    }
  }

  /// Hands an object's passive value to the meter. What a value means is read from the reference frames; which
  /// prepayment thresholds 94.44.128.2, .3 and .9 are is *unverified*.
  private func apply(_ object: ObjectAttribute) {
    let name = object.name
    if object.classIdentifier == 111 { return applyPaymentMode() }
    let passive = kept[ObjectAttribute(9000, name, 4)]
    if let passive { kept.set(ObjectAttribute(9000, name, 2), to: passive) }
    switch name {
    case "0-0:94.44.0.3", "0-0:94.44.128.6", "0-0:94.44.128.7", "0-0:94.44.128.8": applyLoadLimit()
    case "0-0:94.44.128.2": change(passive) { $0.emergencyCreditLimit = $1 }
    case "0-0:94.44.128.3": change(passive) { $0.emergencyCreditThreshold = $1 }
    case "0-0:94.44.128.9": change(passive) { $0.lowCreditThreshold = $1 }
    case "0-0:94.44.128.12": copy(passive, ObjectAttribute(111, "0-0:19.0.0", 18))
    case "0-0:94.44.128.13": copy(passive, ObjectAttribute(111, "0-0:19.0.0", 19))
    case "0-0:94.44.128.28": promote(10, "0-1:12.0.1", "0-0:12.0.1")
    case "0-0:94.44.128.31": promote(11, "0-1:11.0.2", "0-0:11.0.2")
    case "0-0:94.44.128.26": promote(10, "0-1:12.0.2", "0-0:12.0.2")
    case "0-0:94.44.128.35": promote(11, "0-1:11.0.3", "0-0:11.0.3")
    // Others are settings that no function of the meter uses.
    default: break
    }
  }

  private func applyPaymentMode() {
    guard let mode = kept[ObjectAttribute(111, "0-1:19.0.0", 2)]?.elements?.first?.unsigned else { return }
    promote(111, "0-1:19.0.0", "0-0:19.0.0", index: 11)
    meter.setPaymentMode(mode == 2 ? .prepayment : .credit, at: tick)
  }

  /// Threshold, period and restoration period as they are in force; without the limit's own switch the threshold is 0.
  private func applyLoadLimit() {
    func number(_ name: LogicalName) -> UInt32? {
      (kept[ObjectAttribute(9000, name, 2)]?.unsigned).map { UInt32(clamping: $0) }
    }
    let supply = meter.state.supply
    let isOn: Bool
    switch kept[ObjectAttribute(9000, "0-0:94.44.0.3", 2)] {
    case .boolean(let octet): isOn = octet != 0
    default: isOn = supply.thresholdWatts > 0
    }
    meter.setLoadLimit(
      thresholdWatts: isOn ? number("0-0:94.44.128.7") ?? supply.thresholdWatts : 0,
      periodSeconds: number("0-0:94.44.128.6") ?? supply.periodSeconds,
      restorationSeconds: number("0-0:94.44.128.8") ?? supply.restorationSeconds, at: tick)
  }

  private func change(_ value: DLMSData?, _ body: (inout PaymentSettings, Int32) -> Void) {
    guard let amount = value?.integer else { return }
    var settings = meter.state.account.settings
    body(&settings, Int32(clamping: amount))
    meter.configurePayment(settings, at: tick)
  }

  private func copy(_ value: DLMSData?, _ target: ObjectAttribute) {
    if let value { kept.set(target, to: value) }
  }

  private func promote(
    _ identifier: UInt16, _ passive: LogicalName, _ active: LogicalName, index: UInt8 = 2
  ) {
    copy(
      kept[ObjectAttribute(identifier, passive, index)], ObjectAttribute(identifier, active, index))
  }
}
