import HAL

/// Keeping the store up to date.
extension TwinElementMeter where Memory: ~Copyable {
  /// Makes everything durable against a supply cut. Called by `advance` at the commit interval and by every command.
  ///
  /// Returns false when the memory failed; counting goes on and the next commit tries again.
  @discardableResult
  public mutating func commit() -> Bool {
    keepPowers()
    do throws(StorageError) {
      try store.commit(&state)
      isStaged = true
      isCommitted = true
      storageFailure = nil
      return true
    } catch {
      storageFailed(error)
      return false
    }
  }

  /// Makes everything durable against the death of the process, where the memory allows.
  public mutating func stage() {
    keepPowers()
    do throws(StorageError) {
      try store.stage(&state)
      isStaged = true
    } catch { storageFailed(error) }
  }

  private mutating func keepPowers() {
    for index in 0..<7 {
      let power = power[index].power(
        at: state.lastTick, timeoutNanoseconds: configuration.powerTimeoutNanoseconds)
      state.powers[index] = UInt32(clamping: power.milliwatts)
    }
  }

  /// Stops in order at `tick`. Commits; returns false when that failed.
  public mutating func stop(at tick: Tick) -> Bool {
    advance(to: tick)
    state.wasStopped = true
    return commit()
  }

  /// The supply is about to fail (hold-up time): what was metered up to `tick` is made durable.
  @discardableResult
  public mutating func supplyWillFail(at tick: Tick) -> Bool {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    return commit()
  }

  mutating func storageFailed(_ error: StorageError) {
    storageFailure = error
    state.openFlags.insert(.error)
  }

  /// Registers from the newest snapshot when no state record is valid: late, but never zero.
  static func restore(
    _ state: inout TwinElementState, fromLogsOf store: inout RecordStore<13, 18, BufferBytes, Memory>
  ) throws(StorageError) -> Bool {
    var best: RegisterSnapshot?
    for pass in 0..<2 {
      let log: TwinLog = pass == 0 ? .dailyRead : .billing
      let ids = store.ids(Int(log.rawValue))
      var id = ids.upperBound
      while id > ids.lowerBound {
        id -= 1
        if let row = try store.row(id, of: Int(log.rawValue), as: RegisterSnapshot.self) {
          if best == nil || row.seconds > (best?.seconds ?? 0) { best = row }
          break
        }
      }
    }
    guard let best else { return false }
    state.registers.wattHours = best.wattHours
    state.tariff = best.tariff
    state.account.balances = best.balances
    state.periodStart = best.wattHours
    state.dayStart = best.wattHours
    state.day = best.seconds / 86_400
    state.clock.hold(at: Instant(seconds: Int64(best.seconds)), tick: state.lastTick)
    state.openPeriodSeconds = best.seconds - best.seconds % 1800
    state.openFlags = [.error, .possibleLoss, .partial]
    return true
  }
}
