import HAL

/// Starting and following the time.
extension TwinElementMeter where Memory: ~Copyable {
  /// Begins metering at `tick`, once after mounting.
  ///
  /// - Parameters:
  ///   - reading: the time source, nil when it has no time yet.
  ///   - boot: identity of the monotonic clock's run.
  public mutating func begin(
    at tick: Tick, reading: WallClockReading?, cause: StartCause, boot: BootIdentity
  ) {
    if store.report.damagedSlots > state.damagedSlotsLogged {
      record(.security, EventCode.nonVolatileMemoryFault, value: store.report.damagedSlots)
    }
    state.damagedSlotsLogged = store.report.damagedSlots
    let isSameBoot = boot.continues(state.boot)
    state.boot = boot
    lastCommit = tick
    power = InlineArray(repeating: IntervalPower())
    beginInterrupted(at: tick, reading: reading, cause: isSameBoot ? .restart : cause)
    if state.supply.cause == .loadLimit {
      state.supply.restoreAt = tick.nanoseconds + Int64(state.supply.restorationSeconds) * 1_000_000_000
    }
    state.supply.exceededSince = Int64.max
    if state.consumer.lockedUntil != Int64.min {
      state.consumer.lockedUntil = tick.nanoseconds + configuration.pinLockNanoseconds
    }
    state.wasStopped = false
    if let reading { observe(reading, at: tick) }
    save()
    lastCommit = tick
  }

  private mutating func beginInterrupted(at tick: Tick, reading: WallClockReading?, cause: StartCause) {
    let last = state.lastInstant
    if state.openPeriodSeconds != nil {
      state.coveredNanoseconds += max(state.lastTick.nanoseconds(since: state.coveredFrom), 0)
    }
    state.coveredFrom = tick
    state.lastTick = tick
    var flags: PeriodFlags = .partial
    if cause == .restart { flags.insert(.reset) }
    guard let last else {
      guard let reading else { return }
      _ = state.clock.observe(reading, at: tick)
      if state.clock.quality != .unset {
        openPeriod(containing: state.clock.instant(at: tick), at: tick, flags: flags)
      }
      return
    }
    var now = last
    if let reading, DisciplinedClock.plausibleNanoseconds.contains(reading.utcNanoseconds),
      reading.isSynchronised || reading.utcNanoseconds >= last.nanoseconds
    {
      now = Instant(nanoseconds: reading.utcNanoseconds)
    }
    state.clock.hold(at: now, tick: tick)
    if now < last { flags.insert(.timeChanged) }
    if cause == .supplyRestored && reading != nil && now > last { noteOutage(from: last, to: now) }
    if cause == .restart && !state.wasStopped { record(.security, EventCode.unexpectedReset) }
    guard let start = state.openPeriodSeconds else {
      return openPeriod(containing: now, at: tick, flags: flags)
    }
    if now >= last, PeriodLength.minutes30.start(containing: now).seconds == Int64(start) {
      state.openFlags.formUnion(flags)
      checkTariffs(atSeconds: now.seconds)
    } else {
      close(at: tick, flags: flags)
      openPeriod(containing: now, at: tick, flags: flags)
      save()
    }
  }

  private mutating func noteOutage(from start: Instant, to end: Instant) {
    let length = end.seconds - start.seconds
    let from = UInt32(truncatingIfNeeded: start.seconds)
    let seconds = UInt32(truncatingIfNeeded: length)
    record(.power, EventCode.supplyInterrupted, at: from)
    if length >= configuration.longOutageSeconds {
      record(.power, EventCode.longOutageRestored, value: from, extra: seconds)
      alert(EventCode.longOutageRestored, to: .networkOperator, value: from, extra: seconds)
    } else {
      record(.power, EventCode.outageRestored, value: from, extra: seconds)
      alert(EventCode.outageRestored, to: .networkOperator, value: from, extra: seconds)
    }
  }

  /// Takes a reading of the time source made at `tick`. A correction of more than 10 s is refused, once logged and
  /// alerted (8F0C).
  public mutating func observe(_ reading: WallClockReading, at tick: Tick) {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    follow(state.clock.observe(reading, at: tick), at: tick)
  }

  /// What a command to set the clock came to.
  public enum ClockSetting: Equatable, Sendable, BitwiseCopyable {
    /// The clock was right, or was moved by at most 10 s, or had no time and was set.
    case adjusted(milliseconds: Int64)
    /// The source's time is not in the window; nothing changed (81C6).
    case outsideWindow
    /// The source differs by more than 10 s; nothing changed (8F0C).
    case tooLarge(milliseconds: Int64)
    /// The source has no plausible time; nothing changed.
    case noTime
  }

  /// Sets the clock (ECS70): the time is taken from the source only while that is within the window.
  public mutating func setClock(
    windowStart: Instant, windowEnd: Instant, source: WallClockReading?, at tick: Tick
  ) -> ClockSetting {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    guard let source, DisciplinedClock.plausibleNanoseconds.contains(source.utcNanoseconds) else {
      return .noTime
    }
    guard source.utcNanoseconds >= windowStart.nanoseconds, source.utcNanoseconds <= windowEnd.nanoseconds
    else {
      record(.security, EventCode.clockOutsideWindow)
      alert(EventCode.clockOutsideWindow, to: .supplier)
      commit()
      return .outsideWindow
    }
    let correction = state.clock.observe(
      WallClockReading(utcNanoseconds: source.utcNanoseconds, isSynchronised: true), at: tick)
    follow(correction, at: tick)
    if case .refused(let nanoseconds) = correction {
      commit()
      return .tooLarge(milliseconds: nanoseconds / 1_000_000)
    }
    record(.security, EventCode.clockAdjusted)
    commit()
    return .adjusted(milliseconds: correction.milliseconds)
  }

  private mutating func follow(_ correction: ClockCorrection, at tick: Tick) {
    if state.clock.quality != .synchronised { state.openFlags.insert(.clockUnsynced) }
    switch correction {
    case .unchanged: state.isRefusingClock = false
    case .refused(let nanoseconds):
      if !state.isRefusingClock {
        let seconds = UInt32(
          truncatingIfNeeded: min(Int64(nanoseconds.magnitude / 1_000_000_000), 0x7FFF_FFFF))
        record(.security, EventCode.clockNotAdjusted, value: seconds)
        alert(EventCode.clockNotAdjusted, to: .supplier, value: seconds)
      }
      state.isRefusingClock = true
    case .set:
      var flags: PeriodFlags = .partial
      // Energy counted before there was a time belongs to no half hour; it is in the first, flagged.
      for index in 0..<7 where state.registers.wattHours[index] != state.periodStart[index] {
        flags.insert(.recovered)
      }
      openPeriod(containing: state.clock.instant(at: tick), at: tick, flags: flags)
    case .synchronised(let nanoseconds), .changed(let nanoseconds):
      state.isRefusingClock = false
      corrected(by: nanoseconds, correction, at: tick)
    }
  }

  private mutating func corrected(by nanoseconds: Int64, _ correction: ClockCorrection, at tick: Tick) {
    isStaged = false
    isCommitted = false
    let now = state.clock.instant(at: tick)
    var isChange = false
    if case .changed = correction { isChange = true }
    let start = PeriodLength.minutes30.start(containing: now)
    let tolerance = PeriodLength.minutes30.nanoseconds / configuration.clockRules.truncationDivisor
    let open = Int64(state.openPeriodSeconds ?? 0)
    if !isChange && start.seconds == open {
      state.correctionNanoseconds += Int64(nanoseconds.magnitude)
      if state.correctionNanoseconds > tolerance { state.openFlags.insert(.truncated) }
      checkTariffs(atSeconds: now.seconds)
      return
    }
    if !isChange && nanoseconds > 0 && nanoseconds <= tolerance && start.seconds == open + 1800 {
      // A small step over the very end of the half hour: it closes at its end as it would have, unflagged.
      return
    }
    let flags: PeriodFlags = isChange ? [.timeChanged, .truncated] : .truncated
    close(at: tick, flags: flags)
    openPeriod(containing: now, at: tick, flags: flags)
    save()
  }
}
