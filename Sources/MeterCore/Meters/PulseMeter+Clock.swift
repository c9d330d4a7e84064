import HAL

/// Starting and following the time source.
extension PulseMeter where Memory: ~Copyable {
  /// Begins metering at `tick`, once after mounting and before lines are started.
  ///
  /// - Parameters:
  ///   - reading: the time source, nil when it has no time yet.
  ///   - boot: identity of the monotonic clock's run.
  ///   - isContinuous: the lines stayed requested since the last run (same boot): edges queued meanwhile
  ///     follow, so nothing is interrupted. Lines that did not must be started with `start`.
  /// - Returns: true when metering goes on without interruption; false when every line must be started.
  @discardableResult
  public mutating func begin(
    at tick: Tick, reading: WallClockReading?, cause: StartCause, boot: BootIdentity, isContinuous: Bool
  ) -> Bool {
    if store.report.wasFormatted { log(.created, value: 0) }
    if store.report.damagedSlots > state.damagedSlotsLogged {
      log(.storageDamaged, value: Int64(store.report.damagedSlots))
    }
    state.damagedSlotsLogged = store.report.damagedSlots
    let isSameBoot = boot.continues(state.boot)
    state.boot = boot
    lastCommit = tick
    let goesOn = isRestored && isSameBoot && isContinuous
    if goesOn {
      log(.resumed, value: 0)
      if !state.wasStopped { state.openFlags.insert(.reset) }
    } else {
      beginInterrupted(
        at: tick, reading: reading, cause: isSameBoot ? .restart : cause, isSameBoot: isSameBoot)
    }
    noteReconfiguration()
    state.wasStopped = false
    // Queued edges come first where nothing was interrupted: a reading would close their period.
    if let reading, !goesOn { observe(reading, at: tick) }
    commit()
    lastCommit = tick
    return goesOn
  }

  private mutating func beginInterrupted(
    at tick: Tick, reading: WallClockReading?, cause: StartCause, isSameBoot: Bool
  ) {
    for channel in 0..<Int(state.channelCount) {
      state.channels[channel].filter = nil
      state.channels[channel].activeSince = nil
      state.channels[channel].lastSequence = 0
      state.channels[channel].interval = PulsePower()
    }
    let last = state.lastInstant
    let hadOpenPeriod = state.openPeriodSeconds != nil
    if hadOpenPeriod {
      state.coveredNanoseconds += max(state.lastTick.nanoseconds(since: state.coveredFrom), 0)
    }
    state.coveredFrom = tick
    state.lastTick = tick
    var flags: PeriodFlags = .partial
    if cause == .restart { flags.insert(.reset) }
    guard let last else {
      if let reading { _ = state.clock.observe(reading, at: tick) }
      if state.clock.quality != .unset {
        log(.clockSet, value: 0)
        openPeriod(containing: state.clock.instant(at: tick), at: tick, flags: flags)
      }
      return
    }
    // The time source judges the outage; one that is not disciplined never takes the meter back in time.
    var now = last
    if let reading, DisciplinedClock.plausibleNanoseconds.contains(reading.utcNanoseconds),
      reading.isSynchronised || reading.utcNanoseconds >= last.nanoseconds
    {
      now = Instant(nanoseconds: reading.utcNanoseconds)
    }
    state.clock.hold(at: now, tick: tick)
    if now < last { flags.insert(.timeChanged) }
    let seconds = (now.nanoseconds - last.nanoseconds) / 1_000_000_000
    log(cause == .restart ? .restarted : .supplyRestored, value: reading == nil ? -1 : seconds)
    guard let start = state.openPeriodSeconds else {
      return openPeriod(containing: now, at: tick, flags: flags)
    }
    if now >= last, state.period.start(containing: now).seconds == Int64(start),
      state.period == configuration.period
    {
      state.openFlags.formUnion(flags)
    } else {
      close(at: tick, flags: flags)
      openPeriod(containing: now, at: tick, flags: flags)
      saveClosedRow()
    }
  }

  private mutating func noteReconfiguration() {
    for channel in 0..<Int(state.channelCount) where state.channels[channel].wasReconfigured {
      state.channels[channel].wasReconfigured = false
      state.openFlags.insert(.configurationChanged)
      log(.configurationChanged, channel: UInt8(channel), value: Int64(channel))
    }
    if state.period != configuration.period, state.openPeriodSeconds != nil {
      // The new length begins with a period of its own; the old one ends here.
      let tick = state.lastTick
      close(at: tick, flags: [.configurationChanged, .partial])
      openPeriod(containing: state.clock.instant(at: tick), at: tick, flags: .configurationChanged)
      saveClosedRow()
      log(.configurationChanged, value: -1)
    }
  }

  /// Takes a reading of the time source made at `tick`.
  ///
  /// A correction within the limit flags the period once the sum exceeds its tolerance; one that is larger,
  /// or that leaves the open period, closes it: two pieces of time are never merged into one row.
  public mutating func observe(_ reading: WallClockReading, at tick: Tick) {
    closePeriods(settledTo: tick.advanced(byNanoseconds: -configuration.settleNanoseconds))
    let before = state.clock.quality
    follow(state.clock.observe(reading, at: tick), from: before, at: tick)
  }

  /// An authorised change of the time (an operator, an instation): followed whatever the limit, flagged like
  /// any change. Returns false when the time is implausible (outside 2000 to 2100).
  public mutating func setClock(_ reading: WallClockReading, at tick: Tick) -> Bool {
    closePeriods(settledTo: tick.advanced(byNanoseconds: -configuration.settleNanoseconds))
    let before = state.clock.quality
    let correction = state.clock.set(reading, at: tick)
    follow(correction, from: before, at: tick)
    if case .refused = correction { return false }
    return true
  }

  private mutating func follow(_ correction: ClockCorrection, from before: ClockQuality, at tick: Tick) {
    if before == .unsynchronised && state.clock.quality == .synchronised {
      log(.clockSynchronised, value: correction.milliseconds)
    } else if before == .synchronised && state.clock.quality == .unsynchronised {
      log(.clockUnsynchronised, value: 0)
    }
    if state.clock.quality != .synchronised { state.openFlags.insert(.clockUnsynced) }
    switch correction {
    case .unchanged: state.isRefusingClock = false
    case .refused:
      if !state.isRefusingClock { log(.clockRefused, value: correction.milliseconds) }
      state.isRefusingClock = true
    case .set:
      log(.clockSet, value: 0)
      var flags: PeriodFlags = .partial
      // Energy counted before there was a time belongs to no period; it is booked in the first, flagged.
      for channel in 0..<Int(state.channelCount) where state.channels[channel].periodEnergy > .zero {
        flags.insert(.recovered)
      }
      openPeriod(containing: state.clock.instant(at: tick), at: tick, flags: flags)
    case .synchronised(let nanoseconds), .changed(let nanoseconds):
      state.isRefusingClock = false
      corrected(by: nanoseconds, correction, at: tick)
    }
  }

  private mutating func corrected(by nanoseconds: Int64, _ correction: ClockCorrection, at tick: Tick) {
    changed()
    let now = state.clock.instant(at: tick)
    var isChange = false
    if case .changed = correction { isChange = true }
    let start = state.period.start(containing: now)
    if !isChange && start.seconds == Int64(state.openPeriodSeconds ?? 0) {
      state.correctionNanoseconds += Int64(nanoseconds.magnitude)
      let tolerance = state.period.nanoseconds / configuration.clockRules.truncationDivisor
      if state.correctionNanoseconds > tolerance && !state.openFlags.contains(.truncated) {
        state.openFlags.insert(.truncated)
        log(.periodTruncated, value: correction.milliseconds)
      }
      return
    }
    let tolerance = state.period.nanoseconds / configuration.clockRules.truncationDivisor
    if !isChange && nanoseconds > 0 && nanoseconds <= tolerance
      && start.seconds == Int64(state.openPeriodSeconds ?? 0) + Int64(state.period.seconds)
    {
      // A small step over the very end of the period: it closes at its end as it would have, unflagged.
      return
    }
    if isChange { log(.clockChanged, value: correction.milliseconds) }
    let flags: PeriodFlags = isChange ? [.timeChanged, .truncated] : .truncated
    close(at: tick, flags: flags)
    openPeriod(containing: now, at: tick, flags: flags)
    saveClosedRow()
  }
}
