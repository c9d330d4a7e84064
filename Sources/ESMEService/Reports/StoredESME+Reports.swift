import MeterCore

/// What the meter holds, and who may read what.
extension StoredESME {
  /// The cumulative and tariff registers.
  public func registersReport() -> MeterReport {
    var table = MeterReport("registers", columns: ["register", "element", "value", "unit", "rate_in_force"])
    table.facts = [("time_utc", .time(instantSeconds)), ("meter", .text(settings.identity))]
    let state = live.meter.state
    func add(_ name: String, _ element: MeterElement, _ value: UInt32, _ unit: String, _ rate: UInt8?) {
      table.rows.append([
        .text(name), .text("\(element)"), .wattHours(value), .text(unit),
        rate.map { .number(Int64($0)) } ?? .none,
      ])
    }
    for register in TwinRegister.allCases where live.meter.isMeasured(register) {
      let isReactive = register.quantity == .reactiveImport || register.quantity == .reactiveExport
      let account = TariffAccount(register)
      add(
        register.quantity.name, register.element, state.registers[register], isReactive ? "varh" : "Wh",
        account.map { state.rates[Int($0.rawValue)] })
      guard let account else { continue }
      for (name, value) in rateRegisters(account) { add(name, register.element, value, "Wh", nil) }
    }
    return table
  }

  /// Tariff registers that counted, and those of the account's first four rates.
  private func rateRegisters(_ account: TariffAccount) -> [(String, UInt32)] {
    let tariff = live.meter.state.tariff
    switch account {
    case .secondaryImport: return (0..<4).map { ("  rate \($0 + 1)", tariff.secondaryImport[$0]) }
    case .secondaryExport: return (0..<4).map { ("  rate \($0 + 1)", tariff.secondaryExport[$0]) }
    case .primaryImport:
      let rates = (0..<48).filter { $0 < 4 || tariff.timeOfUse[$0] > 0 }
      let blocks = (0..<32).filter { tariff.block[$0] > 0 }
      return rates.map { ("  rate \($0 + 1)", tariff.timeOfUse[$0]) }
        + blocks.map { ("  rate \(101 + $0 % 8) block \($0 / 8 + 1)", tariff.block[$0]) }
    }
  }

  /// The four MPANs.
  public func mpanReport() -> MeterReport {
    var table = MeterReport("mpans", columns: ["slot", "mpan", "provisional"])
    for slot in MPANSlot.allCases {
      let isProvisional = slot == .secondaryExport
      if isProvisional, !live.meter.isMeasured(.secondaryActiveExport) { continue }
      table.rows.append([
        .text(slot.name), live.meter.state.parties[slot].map { .text($0.digits) } ?? .none,
        .text(isProvisional ? "yes" : "no"),
      ])
    }
    return table
  }

  /// Who is party of the meter, and the last counter taken from each.
  public func partiesReport() -> MeterReport {
    var table = MeterReport("parties", columns: ["party", "eui64", "last_counter"])
    let parties = live.meter.state.parties
    func add(_ name: String, _ entry: PartyRegister.Entry) {
      table.rows.append([
        .text(name), entry.identity == 0 ? .none : .text(EUI64.text(entry.identity)),
        .text("\(entry.counter)"),
      ])
    }
    for party in Party.allCases { add(party.name, parties.entries[Int(party.rawValue)]) }
    for slot in KeySlot.allCases { add(slot.name, parties.keyHolders[Int(slot.rawValue)]) }
    return table
  }

  /// The access matrix of this meter: every service and party, granted and refused.
  public func accessReport(party only: Party? = nil) -> MeterReport {
    let parties = only.map { [$0] } ?? Party.allCases
    var table = MeterReport(
      "access", columns: ["service", "reference"] + parties.map(\.name))
    for service in PartyService.allCases {
      let isHere = !service.isProvisional || live.meter.isMeasured(.secondaryActiveExport)
      table.rows.append(
        [.text("\(service)"), .text("\(service.reference)")]
          + parties.map { party in
            .text(isHere ? Self.word(AccessMatrix.right(of: party, to: service)) : "refused")
          })
    }
    return table
  }

  private static func word(_ right: AccessRight) -> String {
    switch right {
    case .refused: "refused"
    case .permitted: "granted"
    case .signed: "granted if signed"
    case .asUnknownParty: "granted through the broker"
    case .provisional: "granted (provisional)"
    }
  }

  /// Memory of each log, and how long it reaches back.
  public func storageReport() -> MeterReport {
    var table = MeterReport("memory", columns: ["log", "entries", "capacity", "bytes", "reaches_back"])
    let layout = Self.layout
    var total = layout.header.region.byteCount
    for log in TwinLog.allCases {
      let capacity = TwinLogSizes.smets[log]
      let bytes = live.meter.storageBytes(log)
      total += bytes
      table.rows.append([
        .text("\(log.name)"), .number(Int64(live.meter.ids(log).count)), .number(Int64(capacity)),
        .number(Int64(bytes)), .text(Self.reach(log, capacity)),
      ])
    }
    var banks = 0
    for index in 0..<18 { banks += layout.banks[index].byteCount }
    let states = live.meter.stateStorageBytes
    table.rows.append([.text("state"), .none, .none, .number(Int64(states)), .text("")])
    table.rows.append([.text("tariffs"), .none, .none, .number(Int64(banks)), .text("")])
    total += states + banks
    table.facts = [("total_bytes", .number(Int64(total)))]
    return table
  }

  private static func reach(_ log: TwinLog, _ capacity: Int) -> String {
    switch log {
    case .importProfile, .exportProfile: "\(capacity / 48) days of half hours"
    case .dailyRead, .dailyConsumption: "\(capacity) days"
    default: ""
    }
  }

  /// Entries of an event log, oldest first.
  public func eventsReport(_ log: TwinLog) throws(StorageError) -> MeterReport {
    var table = MeterReport(
      "\(log.name)", columns: ["time_utc", "code", "event", "detail", "value", "extra"])
    for id in live.meter.ids(log) {
      guard let event = try live.meter.event(id, of: log) else { continue }
      let code = String(event.code, radix: 16, uppercase: true)
      table.rows.append([
        .time(event.seconds), .text(code), .text(EventCode.name(event.code)), .number(Int64(event.detail)),
        .number(Int64(event.value)), .number(Int64(event.extra)),
      ])
    }
    return table
  }
}

extension KeySlot {
  /// A word for commands and files.
  public var name: String { self == .accessControlBroker ? "access-control-broker" : "load-controller" }

  /// The slot of a word; nil for another word.
  public init?(name: String) {
    guard let slot = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = slot
  }
}

extension EventCode {
  /// This project's words for a code; empty for one the meter does not raise.
  static func name(_ code: UInt16) -> String {
    switch code {
    case clockAdjusted: "clock adjusted"
    case clockNotAdjusted: "clock not adjusted, more than 10 s"
    case clockOutsideWindow: "clock outside the window"
    case supplyInterrupted: "supply lost"
    case outageRestored: "supply back"
    case longOutageRestored: "supply back after 3 min or more"
    case futureCommandActioned: "future-dated command done"
    case billingLogUpdated: "billing log updated"
    case credentialsUpdated: "party changed"
    case noAuthority: "no authority"
    case authenticationFailure: "authentication failed"
    case unauthorisedAccess: "unknown party"
    case malformedCommand: "malformed command"
    case unexpectedReset: "unexpected reset"
    case nonVolatileMemoryFault: "memory fault"
    case eventLogCleared: "event log cleared"
    case supplyArmed: "supply armed"
    case aboveLoadLimit: "above the load limit"
    case disabledByLoadLimit: "cut by the load limit"
    case enabledAfterLoadLimit: "back after the load limit"
    case averageOverVoltage: "average voltage high"
    case averageUnderVoltage: "average voltage low"
    case averageOverVoltageEnded: "average voltage no longer high"
    case averageUnderVoltageEnded: "average voltage no longer low"
    case lowCredit: "low credit"
    case creditBelowDisablement: "credit at the disablement threshold"
    case creditAddedLocally: "credit added"
    case emergencyCreditActivated: "emergency credit activated"
    default: ""
    }
  }
}
