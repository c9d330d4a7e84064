import HAL

/// Closing and opening integration periods.
extension PulseMeter where Memory: ~Copyable {
  /// Longest time a period's end waits for a filter to decide a run that began before it.
  private static var longestDecisionNanoseconds: Int64 { 1_000_000_000 }

  /// Closes every period that ended at or before `tick`, the time up to which all edges are known, once the
  /// filters have decided what began before its end.
  mutating func closePeriods(settledTo tick: Tick) {
    while let start = state.openPeriodSeconds {
      let end = Instant(seconds: Int64(start) + Int64(state.period.seconds))
      let endTick = state.clock.tick(at: end)
      if tick < endTick { return }
      var isDecided = true
      for channel in 0..<Int(state.channelCount) {
        apply(state.channels[channel].settle(to: tick), channel: channel)
        isDecided = isDecided && state.channels[channel].filter?.isDecided(before: endTick) ?? true
      }
      if !isDecided && tick.nanoseconds(since: endTick) < Self.longestDecisionNanoseconds { return }
      close(at: endTick, flags: [])
      open(at: endTick, startSeconds: UInt32(end.seconds), flags: [])
      saveClosedRow()
    }
  }

  /// Opens the period on the grid that contains `instant`, partial unless it starts there.
  mutating func openPeriod(containing instant: Instant, at tick: Tick, flags: PeriodFlags) {
    demandEndSeconds = nil
    let start = configuration.period.start(containing: instant)
    state.period = configuration.period
    open(
      at: tick, startSeconds: UInt32(truncatingIfNeeded: start.seconds),
      flags: start == instant ? flags : flags.union(.partial))
  }

  private mutating func open(at tick: Tick, startSeconds: UInt32, flags: PeriodFlags) {
    state.openPeriodSeconds = startSeconds
    state.openFlags = flags
    if state.clock.quality != .synchronised { state.openFlags.insert(.clockUnsynced) }
    if storageFailure != nil { state.openFlags.insert(.error) }
    if isBatteryLow { state.openFlags.insert(.battery) }
    state.coveredFrom = tick
    state.coveredNanoseconds = 0
    state.correctionNanoseconds = 0
    for channel in 0..<Int(state.channelCount) { loggedThisPeriod[channel] = 0 }
    changed()
  }

  /// Closes the open period at `tick` into `state.lastRow`; nothing is written yet.
  mutating func close(at tick: Tick, flags: PeriodFlags) {
    guard let start = state.openPeriodSeconds else { return }
    appendPendingRow()
    if isRowPending {
      // The memory still refuses the row before: its id stays empty, so that the loss is seen.
      store.skipRow()
      state.openFlags.formUnion([.error, .possibleLoss])
    }
    if state.clock.quality != .synchronised { state.openFlags.insert(.clockUnsynced) }
    let covered = state.coveredNanoseconds + max(tick.nanoseconds(since: state.coveredFrom), 0)
    var row = ProfileRow<ChannelCapacity>(
      id: store.rowIDs.upperBound, periodStartSeconds: start, period: state.period,
      flags: state.openFlags.union(flags),
      coveredSeconds: UInt16(min((covered + 500_000_000) / 1_000_000_000, 65_535)),
      channelCount: state.channelCount)
    for channel in 0..<Int(state.channelCount) {
      row.values[channel] = state.channels[channel].closePeriod()
    }
    judgeBlockDemand(row)
    state.lastRow = row
    isRowPending = true
  }

  /// Makes the closed row durable: first inside the state record, then in the profile.
  mutating func saveClosedRow() {
    commit()
    appendPendingRow()
  }

  /// Appends the closed row to the profile if it is not there yet.
  mutating func appendPendingRow() {
    guard isRowPending, var row = state.lastRow else { return }
    do throws(StorageError) {
      row.id = try store.append(row)
      state.lastRow = row
      isRowPending = false
      storageSucceeded()
    } catch { storageFailed(error) }
  }
}
