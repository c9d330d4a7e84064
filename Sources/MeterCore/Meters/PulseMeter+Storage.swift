import HAL

/// Keeping the store up to date, and reading it.
extension PulseMeter where Memory: ~Copyable {
  /// Makes everything durable against a supply cut. Called by `advance` at the commit interval.
  ///
  /// Returns false when the memory failed; counting goes on and the next commit tries again.
  @discardableResult
  public mutating func commit() -> Bool {
    do throws(StorageError) {
      try store.commit(&state)
      isStaged = true
      isCommitted = true
      pulsesSinceCommit = 0
      storageSucceeded()
      return true
    } catch {
      storageFailed(error)
      return false
    }
  }

  /// Makes everything durable against the death of the process, where the memory allows. Called by
  /// `advance` after anything changed.
  public mutating func stage() {
    do throws(StorageError) {
      try store.stage(&state)
      isStaged = true
    } catch { storageFailed(error) }
  }

  /// Stops in order at `tick`: all edges have been taken. Commits; returns false when that failed.
  public mutating func stop(at tick: Tick) -> Bool {
    advance(to: tick)
    state.wasStopped = true
    log(.stopped, value: 0)
    return commit()
  }

  mutating func storageFailed(_ error: StorageError) {
    storageFailure = error
    storageFailures &+= 1
    state.openFlags.insert(.error)
  }

  mutating func storageSucceeded() {
    guard storageFailure != nil else { return }
    let failures = storageFailures
    storageFailure = nil
    storageFailures = 0
    log(.storageFailed, value: Int64(failures))
  }

  mutating func log(_ code: MeterEventCode, channel: UInt8 = 255, value: Int64) {
    let quality = state.clock.quality
    let event = MeterEvent(
      instant: quality == .unset ? Instant(nanoseconds: 0) : state.clock.instant(at: state.lastTick),
      clockQuality: quality, code: code, channel: channel, value: value)
    do throws(StorageError) { try store.append(event) } catch { storageFailed(error) }
  }

  // MARK: Reading

  /// Ids of the profile rows that can be read, oldest first.
  public var rowIDs: Range<UInt32> { store.rowIDs }

  /// Profile row `id`; nil when overwritten or damaged.
  public mutating func row(_ id: UInt32) throws(StorageError) -> ProfileRow<ChannelCapacity>? {
    try store.row(id, as: ProfileRow<ChannelCapacity>.self)
  }

  /// Ids of the events that can be read, oldest first.
  public var eventIDs: Range<UInt32> { store.eventIDs }

  /// Event `id`; nil when overwritten or damaged.
  public mutating func event(_ id: UInt32) throws(StorageError) -> MeterEvent? { try store.event(id) }

  /// Power of a channel at `tick`; nil while unknown.
  public func power(channel: Int, at tick: Tick) -> Power? {
    state.channels[channel].interval.power(
      state.channels[channel].weight, at: tick,
      timeoutNanoseconds: configuration.powerTimeoutNanoseconds)
  }
}
