import HAL

/// Events and alerts.
extension TwinElementMeter where Memory: ~Copyable {
  /// Appends an entry to a log; `at` overrides the stamp.
  mutating func record(
    _ log: TwinLog, _ code: UInt16, detail: UInt16 = 0, value: UInt32 = 0, extra: UInt32 = 0,
    at seconds: UInt32? = nil
  ) {
    let entry = CodedEvent(
      seconds: seconds ?? nowStamp, code: code, detail: detail, value: value, extra: extra)
    do throws(StorageError) { _ = try store.append(entry, to: Int(log.rawValue)) } catch {
      storageFailed(error)
    }
    isCommitted = false
  }

  /// Raises an alert to remote parties.
  mutating func alert(_ code: UInt16, to recipient: AlertRecipient, value: UInt32 = 0, extra: UInt32 = 0) {
    record(.alerts, code, detail: recipient.rawValue, value: value, extra: extra)
  }

  /// The oldest alert that was not acknowledged, and its id; nil when there is none.
  public mutating func nextAlert() throws(StorageError) -> (id: UInt32, alert: CodedEvent)? {
    let ids = store.ids(Int(TwinLog.alerts.rawValue))
    var id = max(state.acknowledgedAlerts, ids.lowerBound)
    while id < ids.upperBound {
      if let alert: CodedEvent = try store.row(id, of: Int(TwinLog.alerts.rawValue)) { return (id, alert) }
      id += 1
    }
    return nil
  }

  /// Forgets alert `id` and those before it: they were sent.
  public mutating func acknowledgeAlert(_ id: UInt32) {
    state.acknowledgedAlerts = max(state.acknowledgedAlerts, id + 1)
    isCommitted = false
    isStaged = false
  }

  /// Clears the event log (ECS15a); security and power logs cannot be cleared.
  public mutating func clearEventLog(at tick: Tick) {
    pass(to: tick)
    state.clearedEvents = store.ids(Int(TwinLog.events.rawValue)).upperBound
    record(.security, EventCode.eventLogCleared)
    commit()
  }

  /// Clears the auxiliary load log (ECS15c).
  public mutating func clearAuxiliaryLog(at tick: Tick) {
    pass(to: tick)
    state.clearedAuxiliary = store.ids(Int(TwinLog.auxiliary.rawValue)).upperBound
    record(.security, EventCode.eventLogCleared, detail: 1)
    commit()
  }

  /// Reports faults that a self-test found; each is in the security log and alerted to the supplier.
  public mutating func report(_ faults: SelfTestFaults, at tick: Tick) {
    pass(to: tick)
    for bit in 0..<SelfTestFaults.count where faults.rawValue & (1 << UInt16(bit)) != 0 {
      let code = SelfTestFaults.code(ofBit: bit)
      record(.security, code)
      alert(code, to: .supplier)
    }
    if !faults.isEmpty { state.openFlags.insert(.error) }
    commit()
  }

  /// Logs that a future-dated command was done which the message layer holds.
  public mutating func noteFutureCommand(at tick: Tick) {
    pass(to: tick)
    record(.events, EventCode.futureCommandActioned)
    commit()
  }

  /// Logs a security event of the message layer (refused, malformed or unusual commands).
  public mutating func noteSecurityEvent(_ code: UInt16, messageCode: UInt16, at tick: Tick) {
    pass(to: tick)
    record(.security, code, detail: messageCode)
    commit()
  }
}
