import HAL

/// A twin-element smart electricity meter (SMETS2 ESME, variant with two measuring elements) with the secondary
/// export of MP184.
///
/// Use: create it on a memory, `begin` with the time, then hand it energy (`book`), clock readings (`observe`,
/// `setClock`), voltages (`noteVoltage`) and the passing of time (`advance`), in the order of their ticks. Commands
/// of the parties go through `authorise` first. Everything read is exact to the Wh: cumulative and tariff registers,
/// profile and daily reads are made of the same whole Wh.
/// A failing memory never stops counting: it shows in `storageFailure` and in the rows' `error` flag.
public struct TwinElementMeter<let BufferBytes: Int, Memory: NonVolatile & ~Copyable>: ~Copyable {
  /// The set-up.
  public let configuration: TwinElementConfiguration
  /// Everything that is stored.
  public internal(set) var state: TwinElementState
  /// The active plans, by `TariffAccount`.
  public internal(set) var plans: InlineArray<3, TariffPlan>
  /// The active prices, by `TariffAccount`.
  public internal(set) var prices: InlineArray<3, TariffPrices>
  /// The newest failure of the memory, nil after a success.
  public internal(set) var storageFailure: StorageError?
  /// True when this mount found stored state.
  public let isRestored: Bool
  /// What the mount found.
  public var mountReport: MountReport { store.report }

  var store: RecordStore<13, 18, BufferBytes, Memory>
  /// Rows of the outbox that are not in their logs yet: bits 1 import, 2 export, 4 daily, 8 billing, 16 day.
  var pending: UInt8 = 0
  var isStaged = true
  var isCommitted = true
  var lastCommit = Tick(nanoseconds: 0)
  var power: InlineArray<7, IntervalPower>

  /// Mounts the store and restores everything, or creates the store where `policy` allows.
  public init(
    _ configuration: TwinElementConfiguration, memory: consuming Memory, sizes: TwinLogSizes = .smets,
    format policy: FormatPolicy
  ) throws(StorageError) {
    var store = try RecordStore<13, 18, BufferBytes, Memory>(memory, plan: sizes.plan, format: policy)
    var state = TwinElementState(rules: configuration.clockRules)
    let hasState = try store.load(into: &state)
    var isRestored = hasState
    if !hasState {
      state = TwinElementState(rules: configuration.clockRules)
      isRestored = try TwinElementMeter.restore(&state, fromLogsOf: &store)
    }
    self.configuration = configuration
    self.state = state
    self.store = store
    self.isRestored = isRestored
    plans = InlineArray(repeating: TariffPlan())
    prices = InlineArray(repeating: TariffPrices())
    power = InlineArray(repeating: IntervalPower())
    for index in 0..<7 { power[index] = IntervalPower(milliwatts: state.powers[index], at: state.lastTick) }
    for account in 0..<3 as Range<UInt8> {
      if let known = TariffAccount(rawValue: account) { loadTariff(known) }
    }
    if isRestored && !hasState { record(.security, EventCode.nonVolatileMemoryFault) }
    repairLogs()
  }

  // MARK: Energy

  /// True for a register this meter has.
  public func isMeasured(_ register: TwinRegister) -> Bool {
    switch register {
    case .secondaryActiveExport: configuration.capabilities.contains(.secondaryExport)
    case .secondaryReactiveExport: configuration.capabilities.contains(.secondaryReactiveExport)
    default: true
    }
  }

  /// Books energy that became known at `tick`, from pulses or sample windows alike. Calls come in the order of
  /// their ticks; energy dated before the open half hour is booked in it, flagged `recovered`.
  ///
  /// - Returns: false, and nothing is booked, for a register this meter does not have or energy that is not positive:
  ///   import and export are never netted.
  @discardableResult
  public mutating func book(
    element: MeterElement, quantity: Quantity, energy: Energy, at tick: Tick
  ) -> Bool {
    guard let register = TwinRegister(element, quantity), isMeasured(register), energy > .zero else {
      return false
    }
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    if let start = state.openPeriodSeconds,
      tick < state.clock.tick(at: Instant(seconds: Int64(start)))
    {
      state.openFlags.insert(.recovered)
    }
    let whole = state.registers.add(energy, to: register)
    power[Int(register.rawValue)].note(energy, at: tick)
    isStaged = false
    isCommitted = false
    if whole > 0, let account = TariffAccount(register) { allocate(whole, to: account) }
    return true
  }

  /// Gives whole Wh to the one tariff register of `account` that is active, and charges them.
  private mutating func allocate(_ wattHours: UInt32, to account: TariffAccount) {
    let index = Int(account.rawValue)
    let rate = state.rates[index]
    var cost: Int32 = 0
    switch account {
    case .primaryImport where rate >= 101:
      var left = wattHours
      while left > 0 {
        let (taken, block) = state.tariff.addToBlock(
          column: Int(rate) - 101, wattHours: left, thresholds: plans[0].thresholds)
        cost &+= state.account.charge(wattHours: taken, price: prices[0].price(rate: rate, block: block))
        left -= taken
      }
    case .primaryImport:
      state.tariff.timeOfUse[Int(rate) - 1] &+= wattHours
      cost = state.account.charge(wattHours: wattHours, price: prices[0].price(rate: rate, block: 0))
    case .secondaryImport:
      state.tariff.secondaryImport[Int(rate) - 1] &+= wattHours
      cost = state.account.charge(wattHours: wattHours, price: prices[1].price(rate: rate, block: 0))
    case .secondaryExport:
      // Export is paid for by its supplier, not by the customer's account.
      state.tariff.secondaryExport[Int(rate) - 1] &+= wattHours
    }
    guard account != .secondaryExport else { return }
    state.dayCost[index] &+= cost
    if cost != 0 { followCredit() }
  }

  /// Power of a register at `tick`, from the last energy booked in it.
  public func power(_ register: TwinRegister, at tick: Tick) -> Power {
    power[Int(register.rawValue)].power(at: tick, timeoutNanoseconds: configuration.powerTimeoutNanoseconds)
  }

  // MARK: Time

  /// Lets time pass: everything dated before `tick` has been booked. Closes half hours and days, swaps tariffs,
  /// watches the load limit, and keeps the store as fresh as the set-up demands.
  public mutating func advance(to tick: Tick) {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    watchLoad(at: tick)
    watchVoltage(at: tick)
    if tick.nanoseconds(since: lastCommit) >= commitPatience {
      commit()
      lastCommit = tick
    } else if !isStaged {
      stage()
    }
  }

  /// The tick that `advance` must reach next even if nothing happens.
  public var nextDeadline: Tick {
    var next = lastCommit.advanced(byNanoseconds: commitPatience)
    if state.supply.restoreAt != Int64.max { next = min(next, Tick(nanoseconds: state.supply.restoreAt)) }
    guard let seconds = nextCheck else { return next }
    return min(next, state.clock.tick(at: Instant(seconds: seconds)))
  }

  private var commitPatience: Int64 {
    isCommitted ? 10 * configuration.commitNanoseconds : configuration.commitNanoseconds
  }

  /// Seconds UTC since 1970 of what was metered up to; 0 without a time.
  var nowSeconds: Int64 { state.lastInstant?.seconds ?? 0 }

  /// The same as stored in rows.
  var nowStamp: UInt32 { UInt32(truncatingIfNeeded: nowSeconds) }
}
