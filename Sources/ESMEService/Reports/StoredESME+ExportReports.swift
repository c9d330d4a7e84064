import HAL
import MeterCore

/// The reports about export. Both elements go through the same code: what differs is the register, and that only the
/// secondary element has a tariff for export.
extension StoredESME {
  /// A report about the export of an element; nil where the meter has none for it.
  ///
  /// - Parameter range: seconds UTC since 1970 of the rows' start, both ends included.
  public func exportReport(
    _ report: ExportReport, _ element: MeterElement, in range: ClosedRange<Int64>
  ) throws(StorageError) -> MeterReport? {
    guard report.exists(for: element, settings.edition.capabilities),
      let reading = live.meter.exportReading(element)
    else { return nil }
    var table = try rows(of: report, element, reading, range)
    table.isProvisional = reading.isProvisional
    table.facts =
      [
        ("element", .text("\(element)")),
        ("mpan", reading.mpan.map { .text($0.digits) } ?? .none),
      ] + table.facts
    return table
  }

  private func rows(
    of report: ExportReport, _ element: MeterElement, _ reading: ExportReading, _ range: ClosedRange<Int64>
  ) throws(StorageError) -> MeterReport {
    let register = element == .primary ? TwinRegister.primaryActiveExport : .secondaryActiveExport
    switch report {
    case .registers: return registers(reading)
    case .dailyReads: return try reads(report, .dailyRead, element, reading, range)
    case .billing: return try reads(report, .billing, element, reading, range)
    case .profile: return try profile(register, range)
    case .days: return try days(element, range)
    case .power:
      var table = MeterReport("\(report.name)", columns: ["time_utc", "export_w"])
      table.rows = [[.time(instantSeconds), .number(live.meter.power(register, at: now).milliwatts / 1000)]]
      return table
    case .homeDisplay: return try homeDisplay(element)
    case .settlement: return try settlement(.export(element), range)
    case .maximumDemand:
      let demand = live.meter.state.maximumDemand
      var table = MeterReport("\(report.name)", columns: ["export_w", "half_hour_end_utc", "reset_utc"])
      table.rows = [
        [
          .number(Int64(demand.activeExport.watts)), .time(demand.activeExport.captureSeconds),
          .time(demand.exportResetSeconds),
        ]
      ]
      return table
    }
  }

  /// UTC by the meter's own clock; 0 before it was set.
  var instantSeconds: Int64 { live.meter.state.lastInstant?.seconds ?? 0 }

  private func registers(_ reading: ExportReading) -> MeterReport {
    var table = MeterReport(
      "\(ExportReport.registers.name)",
      columns: ["time_utc", "total_wh", "reactive_varh"] + rateColumns(reading.rateCount) + ["active_rate"])
    table.rows = [
      [
        .time(instantSeconds), .wattHours(reading.total),
        reading.reactive.map { .wattHours($0) } ?? .none,
      ] + (0..<Int(reading.rateCount)).map { .wattHours(reading.rates[$0]) } + [
        reading.activeRate == 0 ? .none : .number(Int64(reading.activeRate))
      ]
    ]
    return table
  }

  private func rateColumns(_ count: UInt8) -> [String] { (0..<Int(count)).map { "rate_\($0 + 1)_wh" } }

  private func reads(
    _ report: ExportReport, _ log: TwinLog, _ element: MeterElement, _ reading: ExportReading,
    _ range: ClosedRange<Int64>
  ) throws(StorageError) -> MeterReport {
    let cause = log == .billing ? ["cause"] : []
    var table = MeterReport(
      "\(report.name)",
      columns: ["time_utc"] + cause + ["total_wh"] + rateColumns(reading.rateCount) + ["flags"])
    for id in live.meter.ids(log) {
      let row =
        log == .billing
        ? try live.meter.exportBillingRow(element, id) : try live.meter.exportDailyRead(element, id)
      guard let row, range.contains(Int64(row.seconds)) else { continue }
      var cells: [MeterReport.Cell] = [.time(row.seconds)]
      if log == .billing { cells.append(.text("\((try live.meter.billingRow(id))?.cause ?? .daily)")) }
      cells.append(.wattHours(row.total))
      cells += (0..<Int(row.rateCount)).map { .wattHours(row.rates[$0]) }
      cells.append(.flags(row.flags.namesSet))
      table.rows.append(cells)
    }
    return table
  }

  /// Half hours of a register.
  func profile(
    _ register: TwinRegister, _ range: ClosedRange<Int64>
  ) throws(StorageError) -> MeterReport {
    var table = MeterReport(
      "profile", columns: ["start_utc", "end_utc", "wh", "covered_s", "flags"])
    let log: TwinLog = register.quantity == .activeImport ? .importProfile : .exportProfile
    for id in live.meter.ids(log) {
      guard let row = try live.meter.halfHour(register, id), range.contains(Int64(row.startSeconds)) else {
        continue
      }
      table.rows.append([
        .time(row.startSeconds), .time(row.startSeconds + 1800), .wattHours(row.wattHours),
        .number(Int64(row.coveredSeconds)), .flags(row.flags.namesSet),
      ])
    }
    return table
  }

  private func days(
    _ element: MeterElement, _ range: ClosedRange<Int64>
  ) throws(StorageError) -> MeterReport {
    var table = MeterReport("\(ExportReport.days.name)", columns: ["day_utc", "wh", "flags"])
    for id in live.meter.ids(.dailyConsumption) {
      guard let row = try live.meter.dailyConsumption(id), range.contains(Int64(row.startSeconds)) else {
        continue
      }
      let energy = element == .primary ? row.energy.primaryExport : row.energy.secondaryExport
      table.rows.append([.time(row.startSeconds), .wattHours(energy), .flags(row.flags.namesSet)])
    }
    return table
  }

  /// What a home display receives about the export of an element.
  private func homeDisplay(_ element: MeterElement) throws(StorageError) -> MeterReport {
    let view = try live.meter.hanSnapshot(at: now).view(element)
    var table = MeterReport("\(ExportReport.homeDisplay.name)", columns: ["item", "value"])
    func add(_ item: String, _ value: Int64) { table.rows.append([.text(item), .number(value)]) }
    add("total_wh", Int64(view.received ?? 0))
    for tier in 0..<Int(view.tierCountReceived) {
      add("tier_\(tier + 1)_wh", Int64(view.tiersReceived[tier]))
    }
    add("export_w", view.exportPower.milliwatts / 1000)
    add("today_wh", Int64(view.historyReceived.day))
    add("yesterday_wh", Int64(view.historyReceived.previousDays[0]))
    add("week_wh", Int64(view.historyReceived.week))
    add("month_wh", Int64(view.historyReceived.month))
    return table
  }
}

extension MPAN {
  /// The 13 digits.
  public var digits: String { (0..<13).map { "\(digit($0))" }.joined() }
}
