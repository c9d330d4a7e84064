import HAL

/// Reports, the same for primary and secondary export.
extension TwinElementMeter where Memory: ~Copyable {
  /// The export registers of an element; nil where the meter does not measure them.
  public func exportReading(_ element: MeterElement) -> ExportReading? {
    guard let register = TwinRegister(element, .activeExport), isMeasured(register) else { return nil }
    let reactive = TwinRegister(element, .reactiveExport)
    let isSecondary = element == .secondary
    return ExportReading(
      element: element, mpan: state.parties[.export(element)], total: state.registers[register],
      reactive: reactive.flatMap { isMeasured($0) ? state.registers[$0] : nil },
      rates: isSecondary ? state.tariff.secondaryExport : InlineArray(repeating: 0),
      rateCount: isSecondary ? 4 : 0, activeRate: isSecondary ? state.rates[2] : 0,
      isProvisional: isSecondary)
  }

  /// A daily read of the export of an element; ids as of `TwinLog.dailyRead`.
  public mutating func exportDailyRead(
    _ element: MeterElement, _ id: UInt32
  ) throws(StorageError) -> DailyReading? {
    guard let register = TwinRegister(element, .activeExport), isMeasured(register),
      let row = try dailyRead(id)
    else { return nil }
    return reading(row, register)
  }

  /// A billing row of the export of an element; ids as of `TwinLog.billing`.
  public mutating func exportBillingRow(
    _ element: MeterElement, _ id: UInt32
  ) throws(StorageError) -> DailyReading? {
    guard let register = TwinRegister(element, .activeExport), isMeasured(register),
      let row = try billingRow(id)
    else { return nil }
    return reading(row, register)
  }

  private func reading(_ row: RegisterSnapshot, _ register: TwinRegister) -> DailyReading {
    let isSecondary = register.element == .secondary
    return DailyReading(
      seconds: row.seconds, total: row[register],
      rates: isSecondary ? row.tariff.secondaryExport : InlineArray(repeating: 0),
      rateCount: isSecondary ? 4 : 0, flags: row.flags)
  }

  /// A half hour of a register; ids as of `TwinLog.importProfile` for active import, `exportProfile` for the others.
  public mutating func halfHour(
    _ register: TwinRegister, _ id: UInt32
  ) throws(StorageError) -> HalfHourReading? {
    guard isMeasured(register) else { return nil }
    if register.quantity == .activeImport {
      guard let row = try importProfile(id) else { return nil }
      return HalfHourReading(
        startSeconds: row.startSeconds, wattHours: register.element == .primary ? row.primary : row.secondary,
        flags: row.flags, coveredSeconds: row.coveredSeconds)
    }
    guard let row = try exportProfile(id) else { return nil }
    let value: UInt32
    switch register {
    case .primaryReactiveImport: value = row.reactiveImport
    case .primaryActiveExport: value = row.activeExport
    case .primaryReactiveExport: value = row.reactiveExport
    case .secondaryActiveExport: value = row.secondaryActiveExport
    default: value = row.secondaryReactiveExport
    }
    return HalfHourReading(
      startSeconds: row.startSeconds, wattHours: value, flags: row.flags, coveredSeconds: row.coveredSeconds)
  }

  /// A half hour of an MPAN for settlement: energy of the MPAN's own register, and whether it is an actual reading.
  public mutating func settlementHalfHour(
    _ slot: MPANSlot, _ id: UInt32
  ) throws(StorageError) -> HalfHourReading? {
    switch slot {
    case .primaryImport: try halfHour(.primaryActiveImport, id)
    case .secondaryImport: try halfHour(.secondaryActiveImport, id)
    case .primaryExport: try halfHour(.primaryActiveExport, id)
    case .secondaryExport: try halfHour(.secondaryActiveExport, id)
    }
  }
}
