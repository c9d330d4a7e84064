/// Turns accesses to COSEM attributes into reads and writes of the meter, and its answers into data.
package struct ObjectBinding {
  /// Whether MP184's provisional objects exist.
  let provisional: Bool

  package init(provisional: Bool) { self.provisional = provisional }

  func bound(_ target: ObjectAttribute) -> BoundAttribute? {
    BoundAttribute.published[target] ?? (provisional ? ProvisionalSecondaryExport.attributes[target] : nil)
  }

  /// Does the accesses in order. After the first that fails the rest are not done and answer other-reason, as the
  /// reference responses do.
  package func perform<Device: ESMEDevice>(
    _ accesses: [Access], on device: inout Device,
    protecting protect: (DLMSData, inout Device) throws(DeviceRefusal) -> DLMSData
  ) -> [AccessResult] {
    var results: [AccessResult] = []
    var failed = false
    for access in accesses {
      let kind = access.operation.kind
      if failed {
        results.append(AccessResult(kind, .otherReason))
        continue
      }
      do throws(DeviceRefusal) {
        results.append(
          AccessResult(kind, .success, data: try perform(access, on: &device, protecting: protect)))
      } catch {
        failed = true
        results.append(AccessResult(kind, error.code))
      }
    }
    return results
  }

  private func perform<Device: ESMEDevice>(
    _ access: Access, on device: inout Device,
    protecting protect: (DLMSData, inout Device) throws(DeviceRefusal) -> DLMSData
  ) throws(DeviceRefusal) -> DLMSData {
    try device.admit(access.operation.kind, access.target)
    switch access.operation {
    case .get: return try read(access.target, range: nil, device)
    case .getSelected(let selector, let parameters):
      guard selector == 1, let range = Self.range(parameters) else { throw DeviceRefusal(.typeUnmatched) }
      return try read(access.target, range: range, device)
    case .set:
      try write(access.target, access.data, &device)
      return .null
    case .setSelected: throw DeviceRefusal(.readWriteDenied)
    case .action:
      if access.target.classIdentifier == ProtectedAttributes.classIdentifier {
        return try protect(access.data, &device)
      }
      try act(access.target, access.data, &device)
      return .null
    }
  }

  /// The range of a selective access by time stamp (selector 1), both bounds inclusive.
  private static func range(_ data: DLMSData) -> (from: UInt32, to: UInt32)? {
    guard case .structure(let parts) = data, parts.count == 4,
      parts[0]
        == .structure([
          .uint16(1), .octetString(LogicalName("0-0:94.44.100.255").octets), .int8(2), .uint16(0),
        ]),
      case .uint32(let from) = parts[1], case .uint32(let to) = parts[2], parts[3] == .array([]), from <= to
    else { return nil }
    return (from, to)
  }

  package func read<Device: ESMEDevice>(
    _ target: ObjectAttribute, range: (from: UInt32, to: UInt32)?, _ device: borrowing Device
  ) throws(DeviceRefusal) -> DLMSData {
    guard let bound = bound(target) else { return try device.attribute(target) }
    switch bound {
    case .energy(let register): return .uint32(try device.energy(register))
    case .unit(let unit): return .structure([.int8(0), .enumeration(unit)])
    case .importRegisters:
      var parts: [DLMSData] = [
        .uint32(try device.energy(.activeImport)), .structure([.int8(0), .enumeration(30)]),
        .uint32(try device.energy(.reactiveImport)), .structure([.int8(0), .enumeration(32)]),
      ]
      if device.hasSecondaryElement { parts.append(.uint32(try device.energy(.secondaryActiveImport))) }
      return .structure(parts)
    case .timeOfUse:
      var parts = [Self.array(try device.tariffRegisters(.timeOfUse))]
      if device.hasSecondaryElement {
        parts.append(Self.array(try device.tariffRegisters(.secondaryTimeOfUse)))
      }
      return .structure(parts)
    case .blocks:
      let registers = try device.tariffRegisters(.blocks)
      return .structure([Self.array(registers + (try device.tariffRegisters(.blockCounters)))])
    case .secondaryExportTimeOfUse: return Self.array(try device.tariffRegisters(.secondaryExportTimeOfUse))
    case .activePower:
      var parts: [DLMSData] = [
        .uint32(try device.activePowerImport(.primary)), .structure([.int8(0), .enumeration(27)]),
      ]
      if device.hasSecondaryElement { parts.append(.uint32(try device.activePowerImport(.secondary))) }
      return .structure(parts)
    case .demandValue(let register): return .uint32(try device.maximumDemand(register).watts)
    case .demandCapture(let register): return .dateTime(try device.maximumDemand(register).capturedAt)
    case .demandReset(let register): return .dateTime(try device.maximumDemand(register).resetAt)
    case .log(let log):
      let entries = try device.entries(of: log, from: range?.from ?? 0, to: range?.to ?? .max)
      return try log.compactArray(entries, twin: device.hasSecondaryElement)
    case .importMPANs:
      let second = device.hasSecondaryElement ? try device.mpan(.secondaryImport) : ""
      return .octetString(Array((try device.mpan(.primaryImport) + second).utf8))
    case .mpan(let slot): return .octetString(Array(try device.mpan(slot).utf8))
    case .clock: return .dateTime(COSEMDateTime(secondsSince2000: device.time))
    case .clockStatus: return .uint8(device.clockStatus)
    case .clockBase: throw DeviceRefusal(.readWriteDenied)
    default: return try readTariff(bound, device)
    }
  }

  private func readTariff<Device: ESMEDevice>(
    _ bound: BoundAttribute, _ device: borrowing Device
  ) throws(DeviceRefusal) -> DLMSData {
    switch bound {
    case .seasons(let plan, false): return .array(try device.tariff(plan).seasons.map(\.data))
    case .weeks(let plan, false): return .array(try device.tariff(plan).weeks.map(\.data))
    case .days(let plan, false): return .array(try device.tariff(plan).days.map(\.data))
    case .specialDays(let plan, false): return .array(try device.tariff(plan).specialDays.map(\.data))
    case .thresholds(let row, false): return Self.array(try device.tariff(.primaryImport).thresholds[row])
    case .prices(let plan, false): return try device.tariff(plan).prices.data
    case .standingCharge(false): return try device.tariff(.primaryImport).standingCharge.data
    default: throw DeviceRefusal(.readWriteDenied)
    }
  }

  private static func array(_ values: [UInt32]) -> DLMSData { .array(values.map { .uint32($0) }) }

  private func write<Device: ESMEDevice>(
    _ target: ObjectAttribute, _ data: DLMSData, _ device: inout Device
  ) throws(DeviceRefusal) {
    guard let bound = bound(target) else { return try device.setAttribute(target, to: data) }
    func matched<Value>(_ value: Value?) throws(DeviceRefusal) -> Value {
      guard let value else { throw DeviceRefusal(.typeUnmatched) }
      return value
    }
    switch bound {
    case .seasons(let plan, true): try device.stage(.seasons(try matched(Tariff.Season.list(data))), of: plan)
    case .weeks(let plan, true): try device.stage(.weeks(try matched(Tariff.Week.list(data))), of: plan)
    case .days(let plan, true): try device.stage(.days(try matched(Tariff.Day.list(data))), of: plan)
    case .specialDays(let plan, true):
      try device.stage(.specialDays(try matched(Tariff.SpecialDay.list(data))), of: plan)
    case .thresholds(let row, true):
      try device.stage(.thresholds(row: row, try matched(Tariff.thresholds(data))), of: .primaryImport)
    case .prices(let plan, true): try device.stage(.prices(try matched(PriceMatrix(data))), of: plan)
    case .standingCharge(true):
      try device.stage(.standingCharge(try matched(PriceMatrix(data))), of: .primaryImport)
    case .activation(let group, let plan):
      try device.activate(group, of: plan, at: try matched(data.dateTimeValue))
    case .mpan(let slot):
      try device.setMPAN(slot, to: try matched(data.octets.flatMap { MPAN(octets: $0) }).digits)
    case .importMPANs: try writeImportMPANs(try matched(data.octets), &device)
    case .clockBase:
      // 5: clock base from the communications hub; no other is in any frame.
      guard data == .enumeration(5) else { throw DeviceRefusal(.typeUnmatched) }
    default: throw DeviceRefusal(.readWriteDenied)
    }
  }

  /// 13 digits for a single-element meter, 26 for a twin: primary, then secondary.
  private func writeImportMPANs<Device: ESMEDevice>(
    _ octets: [UInt8], _ device: inout Device
  ) throws(DeviceRefusal) {
    guard let first = MPAN(octets: octets.prefix(13)) else { throw DeviceRefusal(.typeUnmatched) }
    if device.hasSecondaryElement {
      guard octets.count == 26, let second = MPAN(octets: octets.suffix(13)) else {
        throw DeviceRefusal(.typeUnmatched)
      }
      try device.setMPAN(.primaryImport, to: first.digits)
      try device.setMPAN(.secondaryImport, to: second.digits)
    } else {
      guard octets.count == 13 else { throw DeviceRefusal(.typeUnmatched) }
      try device.setMPAN(.primaryImport, to: first.digits)
    }
  }

  private func act<Device: ESMEDevice>(
    _ target: ObjectAttribute, _ data: DLMSData, _ device: inout Device
  ) throws(DeviceRefusal) {
    switch (target.classIdentifier, target.name, target.index) {
    case (9, "0-0:10.0.100", 1):
      guard data == .uint16(99) else { throw DeviceRefusal(.typeUnmatched) }
      try device.resetBlockCounters()
    case (9, "0-0:10.0.106", 1):
      guard case .uint16(let selector) = data, let command = SupplyCommand(rawValue: selector) else {
        throw DeviceRefusal(.typeUnmatched)
      }
      try device.setSupply(command)
    case (4, "1-0:1.6.0", 1): try device.resetMaximumDemand(.importAllDay)
    case (4, "1-0:1.6.1", 1): try device.resetMaximumDemand(.importInWindow)
    case (4, "1-0:2.6.0", 1): try device.resetMaximumDemand(.export)
    case (8, "0-0:1.0.0", 5):
      guard case .structure(let parts) = data, parts.count == 3, parts[0].dateTimeValue == .never,
        let first = parts[1].dateTimeValue?.secondsSince2000,
        let last = parts[2].dateTimeValue?.secondsSince2000,
        first <= last
      else { throw DeviceRefusal(.typeUnmatched) }
      try device.setClockWindow(from: first, to: last)
    case (8, "0-0:1.0.0", 4): try device.adjustClock()
    default: try device.invoke(target, with: data)
    }
  }
}
