import HAL

/// Registers that are fed with amounts of energy instead of pulses: sample windows, readings.
extension PulseMeter where Memory: ~Copyable {
  /// Starts channel `channel` as one that is fed with amounts.
  public mutating func startAmounts(channel: UInt8, at tick: Tick) {
    start(channel: channel, isActive: false, at: tick)
  }

  /// The part of [`from`, `to`) that lies in the open period and sub-interval, in ns; everything when no boundary
  /// is crossed. An amount over a boundary is booked in parts, each followed by `settle(to:)`.
  func nanosecondsToBoundary(from: Tick, to: Tick) -> Int64 {
    let length = to.nanoseconds(since: from)
    guard let start = state.openPeriodSeconds else { return length }
    let periodEnd = Instant(seconds: Int64(start) + Int64(state.period.seconds))
    var first = state.clock.tick(at: periodEnd).nanoseconds(since: from)
    if let end = demandEndSeconds {
      first = min(first, state.clock.tick(at: Instant(seconds: end)).nanoseconds(since: from))
    }
    return first > 0 ? min(first, length) : length
  }

  /// Books `amount`, zero or more, into channel `channel`. Everything before is settled.
  mutating func book(_ amount: FineEnergy, channel: Int) {
    guard amount > .zero else { return }
    state.channels[channel].register.add(amount)
    changed()
  }

  /// Every amount of before `tick` has been booked: periods and sub-intervals that end there are closed.
  mutating func settle(to tick: Tick) {
    closePeriods(settledTo: tick)
    closeDemand(settledTo: tick)
    if state.lastTick < tick { state.lastTick = tick }
  }

  /// Settings beside the registers were changed (ratios, passwords): the open period and the event log say so.
  public mutating func noteConfigurationChange() {
    flag(.configurationChanged)
    log(.configurationChanged, value: -1)
  }

  /// What is known of the clock's battery: while it is low every period is flagged, and once it is good again the next
  /// one is not.
  public mutating func noteBattery(isLow: Bool) {
    isBatteryLow = isLow
    if isLow { flag(.battery) }
  }

  /// Marks the open period.
  mutating func flag(_ flags: PeriodFlags) {
    if !state.openFlags.isSuperset(of: flags) {
      state.openFlags.formUnion(flags)
      changed()
    }
  }
}
