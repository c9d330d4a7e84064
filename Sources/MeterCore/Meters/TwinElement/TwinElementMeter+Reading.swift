import HAL

/// Reading the logs. Ids are never reused; a nil row was overwritten or is damaged.
extension TwinElementMeter where Memory: ~Copyable {
  /// Ids of the entries of a log that can be read, oldest first.
  public func ids(_ log: TwinLog) -> Range<UInt32> {
    let ids = store.ids(Int(log.rawValue))
    let cleared: UInt32
    switch log {
    case .events: cleared = state.clearedEvents
    case .auxiliary: cleared = state.clearedAuxiliary
    default: return ids
    }
    return cleared > ids.lowerBound ? min(cleared, ids.upperBound)..<ids.upperBound : ids
  }

  /// A half hour of the import profile.
  public mutating func importProfile(_ id: UInt32) throws(StorageError) -> ImportProfileRow? {
    try store.row(id, of: Int(TwinLog.importProfile.rawValue))
  }

  /// A half hour of the export and reactive profile.
  public mutating func exportProfile(_ id: UInt32) throws(StorageError) -> ExportProfileRow? {
    try store.row(id, of: Int(TwinLog.exportProfile.rawValue))
  }

  /// A daily read: import, export, secondary export and prepayment of one midnight.
  public mutating func dailyRead(_ id: UInt32) throws(StorageError) -> RegisterSnapshot? {
    try store.row(id, of: Int(TwinLog.dailyRead.rawValue))
  }

  /// A row of the billing data log.
  public mutating func billingRow(_ id: UInt32) throws(StorageError) -> RegisterSnapshot? {
    try store.row(id, of: Int(TwinLog.billing.rawValue))
  }

  /// A day of the daily consumption log.
  public mutating func dailyConsumption(_ id: UInt32) throws(StorageError) -> DailyConsumptionRow? {
    try store.row(id, of: Int(TwinLog.dailyConsumption.rawValue))
  }

  /// An entry of the event, security, power, auxiliary or alert log; nil for another log.
  public mutating func event(_ id: UInt32, of log: TwinLog) throws(StorageError) -> CodedEvent? {
    switch log {
    case .events, .security, .power, .auxiliary, .alerts:
      guard ids(log).contains(id) else { return nil }
      return try store.row(id, of: Int(log.rawValue))
    default: return nil
    }
  }

  /// An entry of the average RMS voltage log.
  public mutating func voltageRow(_ id: UInt32) throws(StorageError) -> VoltageRow? {
    try store.row(id, of: Int(TwinLog.voltage.rawValue))
  }

  /// A prepayment credit or a debt payment; nil for another log.
  public mutating func payment(_ id: UInt32, of log: TwinLog) throws(StorageError) -> PaymentRow? {
    guard log == .credits || log == .debtPayments else { return nil }
    return try store.row(id, of: Int(log.rawValue))
  }

  /// Bytes of non-volatile memory a log takes, and of everything.
  public func storageBytes(_ log: TwinLog) -> Int { store.logs[Int(log.rawValue)].region.byteCount }
  /// Bytes of non-volatile memory the state records and the staging take.
  public var stateStorageBytes: Int { store.states.end - store.states.ring.region.offset }
}
