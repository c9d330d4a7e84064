import HAL

/// Load switch, load limit, voltage and auxiliary loads.
extension TwinElementMeter where Memory: ~Copyable {
  /// Enables the supply (ECS42). False for want of credit: it stays off until there is some.
  @discardableResult
  public mutating func enableSupply(at tick: Tick) -> Bool {
    pass(to: tick)
    guard state.account.hasCredit || state.account.settings.isDisablementSuspended else { return false }
    setSupply(.enabled, cause: .none)
    commit()
    return true
  }

  /// Disables the supply (ECS43).
  public mutating func disableSupply(at tick: Tick) {
    pass(to: tick)
    setSupply(.disabled, cause: .remote)
    commit()
  }

  /// Arms a disabled supply (ECS44): the customer may enable it.
  public mutating func armSupply(at tick: Tick) {
    pass(to: tick)
    guard state.supply.state == .disabled else { return }
    state.supply.state = .armed
    record(.security, EventCode.supplyArmed)
    commit()
  }

  /// The customer enables an armed supply; false where it is not armed.
  public mutating func customerEnablesSupply(at tick: Tick) -> Bool {
    pass(to: tick)
    guard state.supply.state == .armed,
      state.account.hasCredit || state.account.settings.isDisablementSuspended
    else {
      record(.events, EventCode.userCommandRefused)
      return false
    }
    setSupply(.enabled, cause: .none)
    record(.events, EventCode.userCommandActioned)
    commit()
    return true
  }

  mutating func setSupply(_ new: SupplyState, cause: SupplyCause) {
    state.supply.state = new
    state.supply.cause = cause
    state.supply.exceededSince = Int64.max
    if cause != .loadLimit { state.supply.restoreAt = Int64.max }
    isStaged = false
    isCommitted = false
  }

  // MARK: Load limit

  /// Sets the load limit (ECS28a); a threshold of 0 ends it.
  public mutating func setLoadLimit(
    thresholdWatts: UInt32, periodSeconds: UInt32, restorationSeconds: UInt32, at tick: Tick
  ) {
    pass(to: tick)
    state.supply.thresholdWatts = thresholdWatts
    state.supply.periodSeconds = periodSeconds
    state.supply.restorationSeconds = restorationSeconds
    state.supply.exceededSince = Int64.max
    commit()
  }

  /// Sets the Load Limit Counter to zero (ECS28b).
  public mutating func resetLoadLimitCounter(at tick: Tick) {
    pass(to: tick)
    state.supply.limitCount = 0
    commit()
  }

  /// Follows the load limit: cuts the supply after the period, brings it back after the restoration period.
  mutating func watchLoad(at tick: Tick) {
    if state.supply.cause == .loadLimit && tick.nanoseconds >= state.supply.restoreAt {
      setSupply(.enabled, cause: .none)
      record(.events, EventCode.enabledAfterLoadLimit)
      alert(EventCode.enabledAfterLoadLimit, to: .supplier)
      commit()
    }
    guard state.supply.thresholdWatts > 0, state.supply.state == .enabled else { return }
    let power = power(.primaryActiveImport, at: tick).milliwatts
    guard power > Int64(state.supply.thresholdWatts) * 1000 else {
      state.supply.exceededSince = Int64.max
      return
    }
    if state.supply.exceededSince == Int64.max {
      state.supply.exceededSince = tick.nanoseconds
      record(.events, EventCode.aboveLoadLimit)
      alert(EventCode.aboveLoadLimit, to: .supplier)
    }
    let since = tick.nanoseconds - state.supply.exceededSince
    guard since >= Int64(state.supply.periodSeconds) * 1_000_000_000 else { return }
    setSupply(.disabled, cause: .loadLimit)
    state.supply.limitCount &+= 1
    state.supply.restoreAt = tick.nanoseconds + Int64(state.supply.restorationSeconds) * 1_000_000_000
    record(.events, EventCode.disabledByLoadLimit)
    alert(EventCode.disabledByLoadLimit, to: .supplier)
    commit()
  }

  // MARK: Maximum demand

  /// Resets the highest demands (ECS57): both import registers, or the export register.
  public mutating func resetMaximumDemand(_ quantity: Quantity, at tick: Tick) {
    pass(to: tick)
    if quantity == .activeImport {
      state.maximumDemand.activeImport = HighestDemands.Register()
      state.maximumDemand.activeImportInWindow = HighestDemands.Register()
      state.maximumDemand.importResetSeconds = nowStamp
    } else if quantity == .activeExport {
      state.maximumDemand.activeExport = HighestDemands.Register()
      state.maximumDemand.exportResetSeconds = nowStamp
    }
    commit()
  }

  /// Sets the window of the third register (ECS37), in minutes of the UTC day.
  public mutating func setMaximumDemandWindow(startMinute: UInt16, endMinute: UInt16, at tick: Tick) {
    pass(to: tick)
    state.maximumDemand.windowStartMinute = startMinute
    state.maximumDemand.windowEndMinute = endMinute
    commit()
  }

  // MARK: Voltage

  /// Sets the average RMS voltage thresholds in 0.1 V.
  public mutating func setVoltageThresholds(overDecivolts: UInt16, underDecivolts: UInt16, at tick: Tick) {
    pass(to: tick)
    state.voltage.overDecivolts = overDecivolts
    state.voltage.underDecivolts = underDecivolts
    commit()
  }

  /// Sets the counters of crossed thresholds to zero (ECS29e).
  public mutating func resetVoltageCounters(at tick: Tick) {
    pass(to: tick)
    state.voltage.overCount = 0
    state.voltage.underCount = 0
    commit()
  }

  /// Takes an RMS voltage reading in 0.1 V.
  public mutating func noteVoltage(decivolts: UInt16, at tick: Tick) {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    watchVoltage(at: tick)
    guard state.voltage.endSeconds != 0 else { return }
    state.voltage.sum += UInt64(decivolts)
    state.voltage.count += 1
    isStaged = false
    isCommitted = false
  }

  /// Closes the averaging period when it has ended.
  mutating func watchVoltage(at tick: Tick) {
    guard state.clock.quality != .unset else { return }
    let now = state.clock.instant(at: tick).seconds
    let length = configuration.voltagePeriodSeconds
    let end = UInt32(truncatingIfNeeded: now - now % length + length)
    if state.voltage.endSeconds == end { return }
    if state.voltage.endSeconds != 0 && state.voltage.count > 0 {
      var row = VoltageRow()
      row.seconds = state.voltage.endSeconds
      row.decivolts = UInt16(truncatingIfNeeded: state.voltage.sum / UInt64(state.voltage.count))
      row.isPartial = state.voltage.isPartial ? 1 : 0
      do throws(StorageError) { _ = try store.append(row, to: Int(TwinLog.voltage.rawValue)) } catch {
        storageFailed(error)
      }
      judgeVoltage(row.decivolts)
    }
    state.voltage.isPartial = state.voltage.endSeconds == 0
    state.voltage.endSeconds = end
    state.voltage.sum = 0
    state.voltage.count = 0
  }

  private mutating func judgeVoltage(_ average: UInt16) {
    let isOver = average > state.voltage.overDecivolts
    let isUnder = average < state.voltage.underDecivolts
    if isOver != state.voltage.isOver {
      let code = isOver ? EventCode.averageOverVoltage : EventCode.averageOverVoltageEnded
      record(.power, code, value: UInt32(average))
      alert(code, to: .networkOperator, value: UInt32(average))
      if isOver { state.voltage.overCount &+= 1 }
    }
    if isUnder != state.voltage.isUnder {
      let code = isUnder ? EventCode.averageUnderVoltage : EventCode.averageUnderVoltageEnded
      record(.power, code, value: UInt32(average))
      alert(code, to: .networkOperator, value: UInt32(average))
      if isUnder { state.voltage.underCount &+= 1 }
    }
    state.voltage.isOver = isOver
    state.voltage.isUnder = isUnder
  }

  // MARK: Auxiliary loads

  /// Switches auxiliary load controller 0 to 4 and logs it; false for another number.
  @discardableResult
  public mutating func setAuxiliaryLoad(_ controller: Int, isOn: Bool, code: UInt16, at tick: Tick) -> Bool {
    guard (0..<5).contains(controller) else { return false }
    pass(to: tick)
    state.auxiliaryStates[controller] = isOn ? 1 : 0
    record(.auxiliary, code, detail: UInt16(controller), value: isOn ? 1 : 0)
    commit()
    return true
  }
}
