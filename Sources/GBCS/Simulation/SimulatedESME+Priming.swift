extension SimulatedESME {
  /// Puts into the meter what `response` says that a meter holds which answered `request`: values read become its
  /// values, failed accesses its faults. `protected` are the plaintexts of encrypted attributes, one an action.
  ///
  /// Throws the first access whose answer is not of the form that its attribute has.
  public mutating func prime(
    answering request: AccessRequest, with response: AccessResponse, protected: [DLMSData] = [],
    provisional: Bool = false
  ) throws(PrimingError) {
    guard request.accesses.count == response.results.count else { throw PrimingError(target: nil) }
    var plaintexts = protected[...]
    for (access, result) in zip(request.accesses, response.results) {
      if result.code == .otherReason { continue }
      if result.code != .success {
        faults[Fault(result.kind, access.target)] = result.code
        continue
      }
      switch access.operation {
      case .get, .getSelected: try prime(access.target, result.data, provisional)
      case .action where access.target.classIdentifier == ProtectedAttributes.classIdentifier:
        guard let (items, _) = ProtectedAttributes.request(access.data),
          let plaintext = plaintexts.popFirst(),
          case .structure(let values) = plaintext, values.count == items.count
        else { throw PrimingError(target: access.target) }
        for (item, value) in zip(items, values) { try prime(item.target, value, provisional) }
      case .set, .setSelected, .action: break
      }
    }
  }

  private mutating func prime(
    _ target: ObjectAttribute, _ data: DLMSData, _ provisional: Bool
  ) throws(PrimingError) {
    guard let bound = ObjectBinding(provisional: provisional).bound(target) else {
      attributes[target] = data
      return
    }
    guard prime(bound, data) else { throw PrimingError(target: target) }
  }

  private mutating func prime(_ bound: BoundAttribute, _ data: DLMSData) -> Bool {
    let parts = data.elements ?? []
    switch bound {
    case .energy(let register): return Self.put(data, &energies[register])
    case .unit, .clockStatus, .clockBase: return true
    case .importRegisters:
      guard parts.count == (hasSecondaryElement ? 5 : 4), Self.put(parts[0], &energies[.activeImport]),
        Self.put(parts[2], &energies[.reactiveImport])
      else { return false }
      return hasSecondaryElement ? Self.put(parts[4], &energies[.secondaryActiveImport]) : true
    case .timeOfUse:
      guard parts.count == (hasSecondaryElement ? 2 : 1), put(parts[0], .timeOfUse) else { return false }
      return hasSecondaryElement ? put(parts[1], .secondaryTimeOfUse) : true
    case .blocks:
      guard parts.count == 1, let values = Self.values(parts[0]), values.count == 64 else { return false }
      matrices[.blocks] = Array(values.prefix(32))
      matrices[.blockCounters] = Array(values.suffix(32))
      return true
    case .secondaryExportTimeOfUse: return put(data, .secondaryExportTimeOfUse)
    case .activePower:
      guard parts.count == (hasSecondaryElement ? 3 : 2), Self.put(parts[0], &powers[.primary]) else {
        return false
      }
      return hasSecondaryElement ? Self.put(parts[2], &powers[.secondary]) : true
    case .demandValue(let register):
      var watts: UInt32?
      guard Self.put(data, &watts), let watts else { return false }
      return change(register) { $0.watts = watts }
    case .demandCapture(let register):
      guard let time = data.dateTimeValue else { return false }
      return change(register) { $0.capturedAt = time }
    case .demandReset(let register):
      guard let time = data.dateTimeValue else { return false }
      return change(register) { $0.resetAt = time }
    case .log(let log):
      guard let entries = log.entries(in: data, twin: hasSecondaryElement) else { return false }
      logs[log] = entries
      return true
    case .importMPANs:
      guard let octets = data.octets, octets.count == (hasSecondaryElement ? 26 : 13) else { return false }
      mpans[.primaryImport] = String(decoding: octets.prefix(13), as: UTF8.self)
      if hasSecondaryElement { mpans[.secondaryImport] = String(decoding: octets.suffix(13), as: UTF8.self) }
      return true
    case .mpan(let slot):
      guard let octets = data.octets else { return false }
      mpans[slot] = String(decoding: octets, as: UTF8.self)
      return true
    case .clock:
      guard let seconds = data.dateTimeValue?.secondsSince2000 else { return false }
      time = seconds
      hubTime = seconds
      return true
    default: return primeTariff(bound, data)
    }
  }

  private mutating func primeTariff(_ bound: BoundAttribute, _ data: DLMSData) -> Bool {
    func replace(_ part: TariffPart?, _ plan: TariffPlan) -> Bool {
      guard let part else { return false }
      tariffs[plan, default: Tariff()].replace(part)
      return true
    }
    switch bound {
    case .seasons(let plan, false): return replace(Tariff.Season.list(data).map { .seasons($0) }, plan)
    case .weeks(let plan, false): return replace(Tariff.Week.list(data).map { .weeks($0) }, plan)
    case .days(let plan, false): return replace(Tariff.Day.list(data).map { .days($0) }, plan)
    case .specialDays(let plan, false):
      return replace(Tariff.SpecialDay.list(data).map { .specialDays($0) }, plan)
    case .thresholds(let row, false):
      return replace(Tariff.thresholds(data).map { .thresholds(row: row, $0) }, .primaryImport)
    case .prices(let plan, false): return replace(PriceMatrix(data).map { .prices($0) }, plan)
    case .standingCharge(false): return replace(PriceMatrix(data).map { .standingCharge($0) }, .primaryImport)
    default: return false
    }
  }

  private static func put(_ data: DLMSData, _ place: inout UInt32?) -> Bool {
    guard case .uint32(let value) = data else { return false }
    place = value
    return true
  }

  private static func values(_ data: DLMSData) -> [UInt32]? {
    guard case .array(let cells) = data else { return nil }
    let values = cells.compactMap { cell in if case .uint32(let value) = cell { value } else { nil } }
    return values.count == cells.count ? values : nil
  }

  private mutating func put(_ data: DLMSData, _ matrix: TariffRegisters) -> Bool {
    guard let values = Self.values(data), values.count == matrix.count else { return false }
    matrices[matrix] = values
    return true
  }

  private mutating func change(_ register: DemandRegister, _ body: (inout MaximumDemand) -> Void) -> Bool {
    body(&demands[register, default: MaximumDemand(watts: 0, capturedAt: .never, resetAt: .never)])
    return true
  }
}

/// A response's value that is not of the form its attribute has, or a response that answers another request (nil).
public struct PrimingError: Error, Equatable, Sendable, CustomStringConvertible {
  public let target: ObjectAttribute?

  public var description: String {
    target.map { "the response's value of \($0) is not of the form this meter has" }
      ?? "the response does not answer this command"
  }
}
