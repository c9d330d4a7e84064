import HAL

/// Closing half hours and days.
extension TwinElementMeter where Memory: ~Copyable {
  /// The next moment at which something must be looked at: end of the half hour, a rate, an activation.
  var nextCheck: Int64? {
    guard let start = state.openPeriodSeconds else { return nil }
    var next = Int64(start) + 1800
    let switching = Int64(start) + state.randomisedOffsetSeconds
    if switching > state.checkedSeconds && switching < next { next = switching }
    for index in 0..<6 where state.tariffs[index].hasPassive {
      let activation = state.tariffs[index].activationSeconds
      if activation > state.checkedSeconds && activation < next { next = activation }
    }
    return next
  }

  /// Does everything that is due up to `tick`, in its order.
  mutating func pass(to tick: Tick) {
    while let next = nextCheck, let start = state.openPeriodSeconds {
      let nextTick = state.clock.tick(at: Instant(seconds: next))
      if tick < nextTick { return }
      if state.lastTick < nextTick { state.lastTick = nextTick }
      if next == Int64(start) + 1800 {
        close(at: nextTick, flags: [])
        open(at: nextTick, startSeconds: UInt32(truncatingIfNeeded: next), flags: [])
        checkTariffs(atSeconds: next)
        save()
      } else if checkTariffs(atSeconds: next) {
        save()
      }
    }
  }

  /// Opens the half hour that contains `instant`, partial unless it starts there.
  mutating func openPeriod(containing instant: Instant, at tick: Tick, flags: PeriodFlags) {
    let start = PeriodLength.minutes30.start(containing: instant)
    open(
      at: tick, startSeconds: UInt32(truncatingIfNeeded: start.seconds),
      flags: start == instant ? flags : flags.union(.partial))
    checkTariffs(atSeconds: instant.seconds)
  }

  private mutating func open(at tick: Tick, startSeconds: UInt32, flags: PeriodFlags) {
    let day = startSeconds / 86_400
    if state.day == 0 {
      state.day = day
      if !flags.isEmpty { state.dayFlags.insert(.partial) }
    } else if day > state.day {
      closeDay(next: day)
    }
    state.openPeriodSeconds = startSeconds
    state.openFlags = flags
    if state.clock.quality != .synchronised { state.openFlags.insert(.clockUnsynced) }
    if storageFailure != nil { state.openFlags.insert(.error) }
    state.coveredFrom = tick
    state.coveredNanoseconds = 0
    state.correctionNanoseconds = 0
    isStaged = false
    isCommitted = false
  }

  /// Closes the open half hour at `tick` into the outbox; nothing is written yet.
  mutating func close(at tick: Tick, flags: PeriodFlags) {
    guard let start = state.openPeriodSeconds else { return }
    appendPending()
    if state.clock.quality != .synchronised { state.openFlags.insert(.clockUnsynced) }
    let covered = state.coveredNanoseconds + max(tick.nanoseconds(since: state.coveredFrom), 0)
    let coveredSeconds = UInt16(min((covered + 500_000_000) / 1_000_000_000, 65_535))
    let all = state.openFlags.union(flags)
    var advance = InlineArray<7, UInt32>(repeating: 0)
    for index in 0..<7 {
      advance[index] = state.registers.wattHours[index] &- state.periodStart[index]
    }
    state.periodStart = state.registers.wattHours
    state.outbox.importRow.startSeconds = start
    state.outbox.importRow.flags = all
    state.outbox.importRow.coveredSeconds = coveredSeconds
    state.outbox.importRow.primary = advance[Int(TwinRegister.primaryActiveImport.rawValue)]
    state.outbox.importRow.secondary = advance[Int(TwinRegister.secondaryActiveImport.rawValue)]
    state.outbox.exportRow.startSeconds = start
    state.outbox.exportRow.flags = all
    state.outbox.exportRow.coveredSeconds = coveredSeconds
    state.outbox.exportRow.reactiveImport = advance[Int(TwinRegister.primaryReactiveImport.rawValue)]
    state.outbox.exportRow.activeExport = advance[Int(TwinRegister.primaryActiveExport.rawValue)]
    state.outbox.exportRow.reactiveExport = advance[Int(TwinRegister.primaryReactiveExport.rawValue)]
    state.outbox.exportRow.secondaryActiveExport = advance[Int(TwinRegister.secondaryActiveExport.rawValue)]
    state.outbox.exportRow.secondaryReactiveExport =
      advance[Int(TwinRegister.secondaryReactiveExport.rawValue)]
    state.outbox.importID = store.ids(Int(TwinLog.importProfile.rawValue)).upperBound
    state.outbox.exportID = store.ids(Int(TwinLog.exportProfile.rawValue)).upperBound
    pending |= 1 | 2
    state.dayFlags.formUnion(all)
    // A half hour that stands for a step of the time is no demand.
    if !all.contains(.timeChanged) {
      state.maximumDemand.close(
        startSeconds: start, importWattHours: state.outbox.importRow.primary,
        exportWattHours: state.outbox.exportRow.activeExport)
    }
  }

  /// Closes the day into the outbox: consumption, daily read, billing; then what happens at midnight.
  private mutating func closeDay(next: UInt32) {
    let registers = state.registers
    func advance(_ register: TwinRegister, _ start: borrowing InlineArray<7, UInt32>) -> UInt32 {
      registers[register] &- start[Int(register.rawValue)]
    }
    var row = DailyConsumptionRow()
    row.startSeconds = state.day * 86_400
    row.flags = state.dayFlags
    row.energy.primaryImport = advance(.primaryActiveImport, state.dayStart)
    row.energy.primaryExport = advance(.primaryActiveExport, state.dayStart)
    row.energy.secondaryImport = advance(.secondaryActiveImport, state.dayStart)
    row.energy.secondaryExport = advance(.secondaryActiveExport, state.dayStart)
    row.energy.primaryCost = state.dayCost[0]
    row.energy.secondaryCost = state.dayCost[1]
    state.outbox.day = row
    state.outbox.dayID = store.ids(Int(TwinLog.dailyConsumption.rawValue)).upperBound
    capture(.daily, seconds: next * 86_400, flags: state.dayFlags)
    state.outbox.dailyID = store.ids(Int(TwinLog.dailyRead.rawValue)).upperBound
    pending |= 4 | 16
    var isBillingDue = false
    var day = state.day
    while day < next {
      day += 1
      isBillingDue = isBillingDue || state.billingCalendar.isDue(day: Int(day))
      collectDay()
    }
    if isBillingDue {
      state.outbox.snapshot.cause = .billingCalendar
      noteBilling(seconds: next * 86_400)
    }
    if state.resetsBlockCountersDaily { state.tariff.resetBlockCounters() }
    state.day = next
    state.dayStart = state.registers.wattHours
    state.dayCost = [0, 0]
    state.dayFlags = []
  }

  private mutating func capture(_ cause: RegisterSnapshot.Cause, seconds: UInt32, flags: PeriodFlags) {
    state.outbox.snapshot.seconds = seconds
    state.outbox.snapshot.flags = flags
    state.outbox.snapshot.cause = cause
    state.outbox.snapshot.wattHours = state.registers.wattHours
    state.outbox.snapshot.tariff = state.tariff
    state.outbox.snapshot.balances = state.account.balances
  }

  private mutating func noteBilling(seconds: UInt32) {
    state.outbox.billingID = store.ids(Int(TwinLog.billing.rawValue)).upperBound
    pending |= 8
    alert(EventCode.billingLogUpdated, to: .supplier, value: seconds)
  }

  /// Takes a billing row of this moment. One that waits already tells the same moment.
  mutating func takeBillingRow(_ cause: RegisterSnapshot.Cause, seconds: Int64) {
    let stamp = UInt32(truncatingIfNeeded: seconds)
    if pending & 8 != 0 && state.outbox.snapshot.seconds == stamp { return }
    if pending & (4 | 8) != 0 {
      if state.outbox.snapshot.seconds == stamp {
        state.outbox.snapshot.cause = cause
        return noteBilling(seconds: stamp)
      }
      save()
    }
    capture(cause, seconds: stamp, flags: state.openFlags)
    noteBilling(seconds: stamp)
  }

  // MARK: Logs

  /// Makes what was closed durable: first inside the state, then in the logs.
  mutating func save() {
    // Rows of the former outbox must be on the medium before the state that no longer holds them.
    if store.hasUnsynced {
      do throws(StorageError) { try store.sync() } catch { storageFailed(error) }
    }
    commit()
    appendPending()
  }

  /// Appends what the outbox holds and is not in its log yet.
  mutating func appendPending() {
    guard pending != 0 else { return }
    do throws(StorageError) {
      if pending & 1 != 0 {
        state.outbox.importID = try store.append(
          state.outbox.importRow, to: Int(TwinLog.importProfile.rawValue))
        pending &= ~1
      }
      if pending & 2 != 0 {
        state.outbox.exportID = try store.append(
          state.outbox.exportRow, to: Int(TwinLog.exportProfile.rawValue))
        pending &= ~2
      }
      if pending & 4 != 0 {
        state.outbox.dailyID = try store.append(state.outbox.snapshot, to: Int(TwinLog.dailyRead.rawValue))
        pending &= ~4
      }
      if pending & 8 != 0 {
        state.outbox.billingID = try store.append(state.outbox.snapshot, to: Int(TwinLog.billing.rawValue))
        pending &= ~8
      }
      if pending & 16 != 0 {
        state.outbox.dayID = try store.append(
          state.outbox.day, to: Int(TwinLog.dailyConsumption.rawValue))
        pending &= ~16
      }
      storageFailure = nil
    } catch { storageFailed(error) }
  }

  /// Appends again what a cut kept from the logs.
  mutating func repairLogs() {
    pending = 0
    func isMissing(_ id: UInt32, _ log: TwinLog) -> Bool {
      id != TwinOutbox.none && id >= store.ids(Int(log.rawValue)).upperBound
    }
    if isMissing(state.outbox.importID, .importProfile) { pending |= 1 }
    if isMissing(state.outbox.exportID, .exportProfile) { pending |= 2 }
    if isMissing(state.outbox.dailyID, .dailyRead) { pending |= 4 }
    if isMissing(state.outbox.billingID, .billing) { pending |= 8 }
    if isMissing(state.outbox.dayID, .dailyConsumption) { pending |= 16 }
    if pending & 1 != 0 { store.begin(Int(TwinLog.importProfile.rawValue), atLeast: state.outbox.importID) }
    if pending & 2 != 0 { store.begin(Int(TwinLog.exportProfile.rawValue), atLeast: state.outbox.exportID) }
    if pending & 4 != 0 { store.begin(Int(TwinLog.dailyRead.rawValue), atLeast: state.outbox.dailyID) }
    if pending & 8 != 0 { store.begin(Int(TwinLog.billing.rawValue), atLeast: state.outbox.billingID) }
    if pending & 16 != 0 { store.begin(Int(TwinLog.dailyConsumption.rawValue), atLeast: state.outbox.dayID) }
    appendPending()
  }
}
