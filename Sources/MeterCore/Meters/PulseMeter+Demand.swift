import HAL

/// Maximum demand: exact energy of a demand period, block or sliding.
extension PulseMeter where Memory: ~Copyable {
  /// Block demand over the integration period is the profile's own value.
  private var isRowDemand: Bool {
    configuration.demand.subintervals == 1
      && configuration.demand.periodSeconds == Int64(state.period.seconds)
  }

  /// A row that was stretched by a change of time is no demand; one that is shorter is a lower bound.
  mutating func judgeBlockDemand(_ row: ProfileRow<ChannelCapacity>) {
    guard isRowDemand, Int(row.coveredSeconds) <= row.period.seconds else { return }
    for channel in 0..<Int(state.channelCount) {
      state.channels[channel].maximumDemand.judge(
        row.values[channel].energy, endSeconds: UInt32(truncatingIfNeeded: row.periodEnd.seconds))
    }
  }

  /// Closes every sub-interval that ended at or before `tick`. Pulses confirmed before their sub-interval is
  /// closed count in it, up to `settleNanoseconds` late or early; none is counted twice.
  mutating func closeDemand(settledTo tick: Tick) {
    guard !isRowDemand, state.clock.quality != .unset else { return }
    let now = state.clock.instant(at: tick)
    let length = configuration.demand.subintervalSeconds
    guard var end = demandEndSeconds else { return beginDemand(at: now, length: length) }
    guard now.seconds >= end else { return }
    if now.seconds >= end + length { return beginDemand(at: now, length: length) }
    for channel in 0..<Int(state.channelCount) {
      let energy = state.channels[channel].register.energy
      if isDemandWhole,
        let demand = demandWindows[channel].close(
          energy - demandStarts[channel], subintervals: configuration.demand.subintervals)
      {
        state.channels[channel].maximumDemand.judge(demand, endSeconds: UInt32(truncatingIfNeeded: end))
        changed()
      }
      demandStarts[channel] = energy
    }
    isDemandWhole = true
    end += length
    demandEndSeconds = end
  }

  private mutating func beginDemand(at now: Instant, length: Int64) {
    let seconds = now.seconds
    demandEndSeconds = seconds - seconds % length + length
    isDemandWhole = now == Instant(seconds: seconds) && seconds % length == 0
    for channel in 0..<Int(state.channelCount) {
      demandWindows[channel].restart()
      demandStarts[channel] = state.channels[channel].register.energy
    }
  }

  /// Resets every maximum demand (an authorised act, at the end of a billing period) and says so in the log.
  public mutating func resetMaximumDemand() {
    for channel in 0..<Int(state.channelCount) {
      state.channels[channel].maximumDemand.reset()
      demandWindows[channel].restart()
    }
    log(.maximumDemandReset, value: 0)
    changed()
    commit()
  }
}
