import GBCS
import HAL
import MeterCore

/// Settings without a typed member. Values are kept as they came, and handed to the function of the meter they
/// belong to. Objects with a passive value take over when their activation time comes (``applyDue()``).
extension LiveESME where Memory: ~Copyable {
  public func setAttribute(_ target: ObjectAttribute, to value: DLMSData) throws(DeviceRefusal) {
    switch (target.classIdentifier, target.index) {
    case (9000, 6), (111, 13): return try activate(target, at: value)
    case (9000, 4), (111, 2), (111, 11), (10, 2), (11, 2), (113, 6), (113, 8):
      // Written to a passive object, or to one that its function reads when it is activated.
      guard Self.isKnown(target) else { throw DeviceRefusal(.objectUndefined) }
      kept.set(target, to: value)
      if target.name == "0-0:12.0.0" { try setDemandWindow(value) }
    default:
      try setDirectly(target, value)
    }
  }

  private func setDirectly(_ target: ObjectAttribute, _ value: DLMSData) throws(DeviceRefusal) {
    switch (target.classIdentifier, target.name, target.index) {
    case (1, "0-0:94.44.3.2", 2):
      guard let seconds = value.dateTimeValue?.secondsSince2000 else { throw DeviceRefusal(.typeUnmatched) }
      meter.setChangeOfTenancy(Instant(seconds: Int64(seconds) + Self.epoch), at: tick)
    case (1, "0-0:94.44.0.1", 2):
      let number = meter.state.offsetNumber
      meter.setRandomisedOffset(limitSeconds: try Self.unsigned(value, 1799), number: number, at: tick)
    case (1, "1-0:32.31.0.4", 2):
      let over = meter.state.voltage.overDecivolts
      meter.setVoltageThresholds(
        overDecivolts: over, underDecivolts: try Self.unsigned(value, 6553) * 10, at: tick)
    case (1, "1-0:32.35.0.4", 2):
      let under = meter.state.voltage.underDecivolts
      meter.setVoltageThresholds(
        overDecivolts: try Self.unsigned(value, 6553) * 10, underDecivolts: under, at: tick)
    case (22, "0-0:15.0.0", 4): try setBillingCalendar(value)
    case (22, "0-0:15.1.0", 4):
      // Every day at 00:00, or never: the meter resets at midnight only.
      switch value {
      case .array([]): meter.setDailyBlockReset(false, at: tick)
      case .array([
        .structure([.octetString([0, 0, 0, 0]), .octetString([0xFF, 0xFF, 0xFF, 0xFF, 0xFF])])
      ]):
        meter.setDailyBlockReset(true, at: tick)
      default: throw DeviceRefusal(.otherReason)
      }
    case (113, "0-0:19.20.3", 13):
      var settings = meter.state.account.settings
      settings.paymentDebtShare = try Self.unsigned(value, 10_000)
      meter.configurePayment(settings, at: tick)
    default: guard Self.isKnown(target) else { throw DeviceRefusal(.objectUndefined) }
    }
    kept.set(target, to: value)
  }

  /// True for a setting that is kept and given back, and that no function of the meter uses.
  public static func isKeptOnly(_ target: ObjectAttribute) -> Bool {
    let name = target.name.octets
    switch target.classIdentifier {
    case 1:
      return name.starts(with: [0, 0, 94, 44, 6]) || target.name == "0-2:96.13.1"
        || alertBehaviours.contains(target.name)
        || name.starts(with: [0, 0, 94, 44, 0]) && (name[5] == 4 || (11...35).contains(name[5]))
    case 7: return target.name == "1-0:32.24.0" && target.index == 4
    case 10, 11:
      return !["0-0:12.0.0", "0-0:11.0.0", "0-0:11.0.1", "0-1:11.0.0", "0-1:11.0.1"].contains(target.name)
    case 21: return target.name == "0-0:16.0.0"
    case 71: return target.name != "0-0:17.0.0"
    case 9000:
      return ![
        "0-0:94.44.0.3", "0-0:94.44.128.2", "0-0:94.44.128.3", "0-0:94.44.128.6", "0-0:94.44.128.7",
        "0-0:94.44.128.8", "0-0:94.44.128.9", "0-0:94.44.128.29", "0-0:94.44.128.30", "0-0:63.1.1",
      ].contains(target.name)
    default: return false
    }
  }

  private static func unsigned(_ value: DLMSData, _ limit: UInt16) throws(DeviceRefusal) -> UInt16 {
    guard let number = value.unsigned, number <= UInt64(limit) else { throw DeviceRefusal(.typeUnmatched) }
    return UInt16(number)
  }

  /// Alert behaviours are kept; the meter raises every alert whatever they say. How those that are read (97.98.15 to
  /// .18) follow from them is published nowhere reachable, so they are not answered.
  private static var alertBehaviours: [LogicalName] {
    ["0-30:97.98.11", "0-30:97.98.12", "0-30:97.98.13", "0-30:97.98.14", "0-33:97.98.11", "0-33:97.98.14"]
  }

  /// Settings this meter keeps.
  private static func isKnown(_ target: ObjectAttribute) -> Bool {
    let name = target.name.octets
    switch target.classIdentifier {
    case 1:
      // Labels, identities, pairing and boost of auxiliary controllers; display; message to the consumer.
      return name.starts(with: [0, 0, 94, 44, 0]) && (name[5] == 4 || (11...25).contains(name[5]))
        || name.starts(with: [0, 0, 94, 44, 6]) || target.name == "0-2:96.13.1"
        || Self.alertBehaviours.contains(target.name)
        || ["1-0:32.31.0.4", "1-0:32.35.0.4", "0-0:94.44.0.1"].contains(target.name)
    case 7: return target.name == "1-0:32.24.0" && target.index == 4
    case 10: return ["0-0:12.0.0", "0-1:12.0.1", "0-1:12.0.2"].contains(target.name)
    case 11: return ["0-1:11.0.2", "0-1:11.0.3"].contains(target.name)
    case 21: return target.name == "0-0:16.0.0"
    case 71: return (1...4).contains(name[4]) && name.starts(with: [0, 0, 17, 0])
    case 111: return target.name == "0-1:19.0.0"
    case 113: return ["0-0:19.20.1", "0-0:19.20.2", "0-0:19.20.3"].contains(target.name)
    case 9000: return true
    default: return false
    }
  }

  /// Entries of a script schedule: selector 1 begins the window, selector 2 ends it (*unverified*).
  private func setDemandWindow(_ value: DLMSData) throws(DeviceRefusal) {
    guard let entries = value.elements else { throw DeviceRefusal(.typeUnmatched) }
    var minutes: [UInt64: UInt16] = [:]
    for entry in entries {
      guard let parts = entry.elements, parts.count == 10, let selector = parts[3].unsigned,
        let time = parts[4].octets, time.count == 4, time[0] < 24, time[1] < 60
      else { throw DeviceRefusal(.typeUnmatched) }
      minutes[selector] = UInt16(time[0]) * 60 + UInt16(time[1])
    }
    guard entries.isEmpty || minutes.count == 2, let start = minutes[1] ?? (entries.isEmpty ? 0 : nil),
      let end = minutes[2] ?? (entries.isEmpty ? 0 : nil)
    else { throw DeviceRefusal(.otherReason) }
    meter.setMaximumDemandWindow(startMinute: start, endMinute: end, at: tick)
  }

  /// Dates at 00:00: every day, a day of the week, a day of the month in every or in some months. Others the meter
  /// cannot hold.
  private func setBillingCalendar(_ value: DLMSData) throws(DeviceRefusal) {
    guard case .array(let entries) = value else { throw DeviceRefusal(.typeUnmatched) }
    if entries.isEmpty { return meter.setBillingCalendar(BillingCalendar(), at: tick) }
    var dates: [[UInt8]] = []
    for entry in entries {
      guard let parts = entry.elements, parts.count == 2, let time = parts[0].octets,
        let date = parts[1].octets, time.count == 4, date.count == 5
      else { throw DeviceRefusal(.typeUnmatched) }
      guard time.allSatisfy({ $0 == 0 }), date[0] == 0xFF, date[1] == 0xFF else {
        throw DeviceRefusal(.otherReason)
      }
      dates.append(Array(date[2...]))
    }
    let calendar: BillingCalendar
    switch (dates[0][0], dates[0][1], dates[0][2], dates.count) {
    case (0xFF, 0xFF, 0xFF, 1): calendar = BillingCalendar(.daily)
    case (0xFF, 0xFF, 1...7, 1): calendar = BillingCalendar(.weekly, day: dates[0][2])
    case (0xFF, 1...28, 0xFF, 1): calendar = BillingCalendar(.monthly, day: dates[0][1])
    case (1...12, 1...28, 0xFF, _):
      guard dates.allSatisfy({ (1...12).contains($0[0]) && $0[1] == dates[0][1] && $0[2] == 0xFF }) else {
        throw DeviceRefusal(.otherReason)
      }
      calendar = BillingCalendar(
        .monthly, day: dates[0][1], months: dates.reduce(0) { $0 | 1 << UInt16($1[0] - 1) })
    default: throw DeviceRefusal(.otherReason)
    }
    meter.setBillingCalendar(calendar, at: tick)
  }
}
