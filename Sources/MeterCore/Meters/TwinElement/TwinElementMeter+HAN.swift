import HAL

/// What home displays receive.
extension TwinElementMeter where Memory: ~Copyable {
  /// A snapshot for the displays at `tick`. The history leaves out what is older than a change of tenancy.
  public mutating func hanSnapshot(at tick: Tick) throws(StorageError) -> HANSnapshot {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    let hasExport = configuration.capabilities.contains(.secondaryExport)
    var primary = HANElementView(.primary)
    primary.importMPAN = state.parties[.primaryImport]
    primary.exportMPAN = state.parties[.primaryExport]
    primary.delivered = UInt64(state.registers[.primaryActiveImport])
    primary.received = UInt64(state.registers[.primaryActiveExport])
    primary.tiersDelivered = state.tariff.timeOfUse
    primary.tierCountDelivered = 48
    primary.activeTierDelivered = state.rates[0]
    primary.priceDelivered = activePrice(.primaryImport)
    primary.importPower = power(.primaryActiveImport, at: tick)
    primary.exportPower = power(.primaryActiveExport, at: tick)
    primary.costToday = state.dayCost[0]
    var secondary = HANElementView(.secondary)
    secondary.importMPAN = state.parties[.secondaryImport]
    secondary.delivered = UInt64(state.registers[.secondaryActiveImport])
    for tier in 0..<4 { secondary.tiersDelivered[tier] = state.tariff.secondaryImport[tier] }
    secondary.tierCountDelivered = 4
    secondary.activeTierDelivered = state.rates[1]
    secondary.priceDelivered = activePrice(.secondaryImport)
    secondary.importPower = power(.secondaryActiveImport, at: tick)
    secondary.costToday = state.dayCost[1]
    if hasExport {
      secondary.exportMPAN = state.parties[.secondaryExport]
      secondary.received = UInt64(state.registers[.secondaryActiveExport])
      secondary.tiersReceived = state.tariff.secondaryExport
      secondary.tierCountReceived = 4
      secondary.activeTierReceived = state.rates[2]
      secondary.priceReceived = activePrice(.secondaryExport)
      secondary.exportPower = power(.secondaryActiveExport, at: tick)
    }
    try addHistory(to: &primary, and: &secondary)
    return HANSnapshot(
      instant: state.lastInstant, primary: primary, secondary: secondary, mode: state.account.mode,
      balances: state.account.balances, supply: state.supply.state, hasProvisionalFields: hasExport)
  }

  private mutating func addHistory(
    to primary: inout HANElementView, and secondary: inout HANElementView
  ) throws(StorageError) {
    guard state.day != 0 else { return }
    let today = Int(state.day)
    func add(_ energy: DayEnergy, _ day: Int) {
      primary.historyDelivered.add(energy.primaryImport, day: day, today: today)
      primary.historyReceived.add(energy.primaryExport, day: day, today: today)
      secondary.historyDelivered.add(energy.secondaryImport, day: day, today: today)
      secondary.historyReceived.add(energy.secondaryExport, day: day, today: today)
    }
    add(dayEnergy, today)
    let ids = store.ids(Int(TwinLog.dailyConsumption.rawValue))
    var id = ids.upperBound
    while id > ids.lowerBound {
      id -= 1
      guard let row = try dailyConsumption(id) else { continue }
      let day = Int(row.startSeconds / 86_400)
      // 13 months before the present one began at most 14 × 31 days ago.
      if today - day > 434 { break }
      if isVisibleToConsumer(startSeconds: row.startSeconds) { add(row.energy, day) }
    }
  }

  /// Energy and cost of the day so far.
  public var dayEnergy: DayEnergy {
    func advance(_ register: TwinRegister) -> UInt32 {
      state.registers[register] &- state.dayStart[Int(register.rawValue)]
    }
    var energy = DayEnergy()
    energy.primaryImport = advance(.primaryActiveImport)
    energy.primaryExport = advance(.primaryActiveExport)
    energy.secondaryImport = advance(.secondaryActiveImport)
    energy.secondaryExport = advance(.secondaryActiveExport)
    energy.primaryCost = state.dayCost[0]
    energy.secondaryCost = state.dayCost[1]
    return energy
  }

  /// Half-hour intervals of a channel, the newest first, ending at or before `endSeconds` UTC since 1970 (Get Profile,
  /// interval period 30 min). Intervals that are missing or hidden from the customer are `HANProfileChannel.invalid`.
  ///
  /// - Returns: how many of `intervals` were filled; 0 for a channel this element does not have.
  public mutating func hanProfile(
    _ element: MeterElement, _ channel: HANProfileChannel, endSeconds: UInt32,
    into intervals: inout MutableSpan<UInt32>
  ) throws(StorageError) -> Int {
    let quantity = Quantity(rawValue: channel.rawValue + 1) ?? .activeImport
    guard let register = TwinRegister(element, quantity), isMeasured(register) else { return 0 }
    for index in intervals.indices { intervals[index] = HANProfileChannel.invalid }
    let end = endSeconds - endSeconds % 1800
    let log: TwinLog = quantity == .activeImport ? .importProfile : .exportProfile
    let ids = store.ids(Int(log.rawValue))
    var id = ids.upperBound
    while id > ids.lowerBound {
      id -= 1
      guard let row = try halfHour(register, id) else { continue }
      guard row.startSeconds + 1800 <= end else { continue }
      let index = Int((end - row.startSeconds) / 1800) - 1
      if index >= intervals.count { break }
      guard isVisibleToConsumer(startSeconds: row.startSeconds) else { continue }
      // Two rows of one half hour (after a change of the time) are added.
      let known = intervals[index] == HANProfileChannel.invalid ? 0 : intervals[index]
      intervals[index] = min(known &+ row.wattHours, HANProfileChannel.invalid - 1)
    }
    return intervals.count
  }
}
