import HAL

/// One pulse line: filter, width rule, counters, register and power.
public struct PulseChannel: Equatable, Sendable, BitwiseCopyable {
  /// Set-up of the channel.
  public let configuration: PulseChannelConfiguration
  /// Energy of a pulse as it is booked: the set-up's, with the meter's error compensation.
  var weight: EnergyRatio
  /// The cumulative register.
  public internal(set) var register = EnergyAccumulator()
  /// Pulses booked since the register began.
  public internal(set) var pulses: UInt64 = 0
  /// Diagnostic counters.
  public internal(set) var counters = PulseCounters()
  /// Power from the pulse interval.
  public internal(set) var interval = PulsePower()

  /// Largest demand since its last reset.
  public internal(set) var maximumDemand = MaximumDemand()

  var filter: PulseFilter?
  /// Tick of the activation that is still under way, nil when idle or started active.
  var activeSince: Tick?
  /// The source's number of the last edge taken, 0 before the first.
  var lastSequence: UInt32 = 0

  /// Register and count at the start of the open period.
  var periodStartEnergy: Energy = .zero
  var periodStartPulses: UInt64 = 0
  /// Booked already, but dated after the end of the open period.
  var aheadEnergy: Energy = .zero
  var aheadPulses: UInt32 = 0
  /// The stored set-up differs from the present one (set when a record is decoded).
  var wasReconfigured = false
  /// The stored quantity or element is another one: the register would change its meaning.
  var meaningDiffers = false

  /// A new channel.
  public init(_ configuration: PulseChannelConfiguration) {
    self.configuration = configuration
    weight = configuration.pulseEnergy
  }

  /// Books pulses with another weight from now on; the carried rest goes along.
  mutating func weigh(_ weight: EnergyRatio) {
    register.changeDenominator(from: self.weight.denominator, to: weight.denominator)
    self.weight = weight
  }

  /// Energy booked in the open period so far.
  public var periodEnergy: Energy { register.energy - aheadEnergy - periodStartEnergy }

  /// True once the line's level is known and edges are taken.
  public var isStarted: Bool { filter != nil }

  /// Starts (or restarts) on a line whose level is known; a pulse in progress is not counted.
  mutating func start(isActive: Bool, at tick: Tick) {
    filter = PulseFilter(
      thresholdNanoseconds: configuration.rules.filterNanoseconds, startsActive: isActive, at: tick)
    activeSince = nil
    lastSequence = 0
  }

  /// Takes an edge and reports what it completed.
  mutating func take(_ edge: LineEdge) -> PulseEvent {
    guard var filter else { return .none }
    var event = PulseEvent.none
    counters.edges &+= 1
    if edge.sequence != 0 {
      if lastSequence != 0 {
        let lost = edge.sequence &- lastSequence &- 1
        // Half of the number range back is a source that was opened anew, not a loss of 2^31 edges.
        if lost != 0 && lost < 1 << 31 {
          counters.lostEdges &+= lost
          event.lostEdges = lost
        }
      }
      lastSequence = edge.sequence
    }
    if edge.isActive == filter.isRawActive {
      counters.mergedEdges &+= 1
      event.isUncertain = true
    }
    apply(filter.edge(isActive: edge.isActive, at: Tick(nanoseconds: edge.tickNanoseconds)), to: &event)
    self.filter = filter
    return event
  }

  /// Lets time pass without an edge.
  mutating func settle(to tick: Tick) -> PulseEvent {
    guard var filter else { return .none }
    var event = PulseEvent.none
    apply(filter.settle(to: tick), to: &event)
    self.filter = filter
    return event
  }

  private mutating func apply(_ outcome: FilterOutcome, to event: inout PulseEvent) {
    switch outcome {
    case .none: break
    case .rejected: counters.rejected &+= 1
    case .activated(let tick):
      activeSince = tick
      event.pulse = tick
      let shortest = configuration.rules.shortestIntervalNanoseconds
      if shortest > 0, let last = interval.lastPulse, tick.nanoseconds(since: last) < shortest {
        counters.suspect &+= 1
        event.isSuspect = true
      }
    case .deactivated(let tick):
      if let since = activeSince {
        let width = tick.nanoseconds(since: since)
        let rules = configuration.rules
        if width < rules.shortestActiveNanoseconds || width > rules.longestActiveNanoseconds {
          counters.suspect &+= 1
          event.isSuspect = true
        }
      }
      activeSince = nil
    }
  }

  /// Books one pulse; `isAhead` when it is dated after the end of the open period.
  mutating func book(at tick: Tick, isAhead: Bool) {
    let before = register.energy
    register.addPulse(weight)
    pulses &+= 1
    if isAhead {
      aheadEnergy += register.energy - before
      aheadPulses &+= 1
    }
    interval.pulse(at: tick)
  }

  /// Energy and pulses of the open period; what was booked ahead opens the next one.
  mutating func closePeriod() -> ProfileValue {
    let end = register.energy - aheadEnergy
    let endPulses = pulses - UInt64(aheadPulses)
    let value = ProfileValue(
      energy: end - periodStartEnergy, register: end,
      pulses: UInt32(truncatingIfNeeded: endPulses - periodStartPulses))
    periodStartEnergy = end
    periodStartPulses = endPulses
    aheadEnergy = .zero
    aheadPulses = 0
    return value
  }
}
