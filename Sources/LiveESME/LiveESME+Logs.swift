import GBCS
import HAL
import MeterCore

extension LiveESME where Memory: ~Copyable {
  public func entries(
    of log: MeterLog, from first: UInt32, to last: UInt32
  ) throws(DeviceRefusal) -> [LogEntry] {
    let secondaryExport = meter.isMeasured(.secondaryActiveExport)
    switch log {
    case .profileSecondaryExport, .dailySecondaryExport:
      guard secondaryExport else { throw DeviceRefusal(.objectUndefined) }
    default: break
    }
    let source = Self.source(log)
    var entries: [LogEntry] = []
    for id in meter.ids(source) {
      guard let entry = try entry(id, of: log, in: source), entry.time >= first, entry.time <= last else {
        continue
      }
      entries.append(entry)
    }
    return entries
  }

  private static func source(_ log: MeterLog) -> TwinLog {
    switch log {
    case .profileActiveImport: .importProfile
    case .profileReactiveImport, .profileExport, .profileSecondaryExport: .exportProfile
    case .dailyImport, .dailyPrepayment, .dailyExport, .dailySecondaryExport: .dailyRead
    case .dailyConsumption: .dailyConsumption
    case .billingFirst, .billingSecond, .billingWithBalances: .billing
    case .debtPayments: .debtPayments
    case .prepaymentCredits: .credits
    case .events: .events
    case .security: .security
    case .auxiliaryController: .auxiliary
    case .power: .power
    case .averageVoltage: .voltage
    }
  }

  private func entry(_ id: UInt32, of log: MeterLog, in source: TwinLog) throws(DeviceRefusal) -> LogEntry? {
    do throws(StorageError) {
      switch source {
      case .importProfile:
        return try meter.importProfile(id).map {
          LogEntry(time: Self.end($0.startSeconds), values: [.unsigned($0.primary), .unsigned($0.secondary)])
        }
      case .exportProfile:
        return try meter.exportProfile(id).map {
          let values: [UInt32] =
            switch log {
            case .profileReactiveImport: [$0.reactiveImport]
            case .profileSecondaryExport: [$0.secondaryActiveExport]
            default: [$0.activeExport, $0.reactiveExport]
            }
          return LogEntry(time: Self.end($0.startSeconds), values: values.map { .unsigned($0) })
        }
      case .dailyRead: return try meter.dailyRead(id).map { Self.snapshot($0, log) }
      case .billing:
        guard let row = try meter.billingRow(id) else { return nil }
        // Which rows the billing log's objects hold is published nowhere reachable (*unverified*): those of the
        // calendar in the first, all others with balances, none in the second.
        let isOfCalendar = row.cause == .billingCalendar
        switch log {
        case .billingFirst: return isOfCalendar ? Self.snapshot(row, log) : nil
        case .billingWithBalances: return isOfCalendar ? nil : Self.snapshot(row, log)
        default: return nil
        }
      case .dailyConsumption:
        return try meter.dailyConsumption(id).map {
          let total = $0.energy.primaryImport &+ $0.energy.secondaryImport
          return LogEntry(time: Self.seconds($0.startSeconds), values: [.unsigned(total)])
        }
      case .credits, .debtPayments:
        return try meter.payment(id, of: source).map {
          LogEntry(time: Self.seconds($0.seconds), values: [.unsigned(UInt32(bitPattern: $0.amount))])
        }
      case .voltage:
        // Volts: the reference responses have whole numbers of about 240 at most, without a scaler.
        return try meter.voltageRow(id).map {
          LogEntry(time: Self.seconds($0.seconds), values: [.unsigned((UInt32($0.decivolts) + 5) / 10)])
        }
      case .events, .security, .power, .auxiliary, .alerts:
        return try meter.event(id, of: source).map { Self.event($0, log) }
      }
    } catch {
      throw DeviceRefusal(.hardwareFault)
    }
  }

  /// Half hours are stamped at their end.
  private static func end(_ startSeconds: UInt32) -> UInt32 { seconds(startSeconds) &+ 1800 }

  private static func event(_ event: CodedEvent, _ log: MeterLog) -> LogEntry {
    let time = seconds(event.seconds)
    switch log {
    case .events:
      let detail = event.detail == 0 ? [] : [UInt8(event.detail >> 8), UInt8(event.detail & 0xFF)]
      return LogEntry(time: time, values: [.code(event.code), .octets(detail)])
    case .auxiliaryController:
      return LogEntry(
        time: time,
        values: [.code(event.code), .state(UInt8(truncatingIfNeeded: event.detail)), .unsigned(event.value)])
    case .power: return LogEntry(time: time, values: [.code(event.code), .unsigned(event.extra)])
    default: return LogEntry(time: time, values: [.code(event.code)])
    }
  }

  private static func snapshot(_ row: RegisterSnapshot, _ log: MeterLog) -> LogEntry {
    func register(_ register: TwinRegister) -> LogValue { .unsigned(row.wattHours[Int(register.rawValue)]) }
    let time = seconds(row.seconds)
    let balances: [LogValue] = [
      row.balances.meter, row.balances.emergencyCredit, row.balances.accumulatedDebt,
      row.balances.paymentDebt,
      row.balances.timeDebt1, row.balances.timeDebt2,
    ].map { .signed($0) }
    switch log {
    case .dailyExport: return LogEntry(time: time, values: [register(.primaryActiveExport)])
    case .dailySecondaryExport: return LogEntry(time: time, values: [register(.secondaryActiveExport)])
    // The order of the six balances is the meter's own (*unverified*).
    case .dailyPrepayment: return LogEntry(time: time, values: balances)
    default: break
    }
    let tariff = row.tariff
    let blocks: [LogValue] = (0..<4).map { block in .matrix((0..<8).map { tariff.block[8 * block + $0] }) }
    let values: [LogValue] =
      [
        register(.primaryActiveImport), register(.secondaryActiveImport),
        .matrix((0..<48).map { tariff.timeOfUse[$0] }), .matrix((0..<4).map { tariff.secondaryImport[$0] }),
      ] + blocks
    return LogEntry(time: time, values: log == .billingWithBalances ? values + balances : values)
  }
}
