import HAL

/// Pulse lines driven by simulated loads: clean S0 pulses, numbered edges, no losses.
public struct SimulatedPulseInput: PulseInput {
  /// One simulated line.
  public struct Line: Equatable, Sendable {
    /// The load behind the meter.
    public var load: LoadShape
    /// Pulses per kWh (kvarh) the simulated meter gives.
    public var pulsesPerKilowattHour: Double
    /// Active time of a pulse in nanoseconds.
    public var activeNanoseconds: Int64

    /// Creates a line with 50 ms pulses.
    public init(load: LoadShape, pulsesPerKilowattHour: Double, activeNanoseconds: Int64 = 50_000_000) {
      self.load = load
      self.pulsesPerKilowattHour = pulsesPerKilowattHour
      self.activeNanoseconds = activeNanoseconds
    }
  }

  private struct LineState {
    var isActive = false
    var sequence: UInt32 = 0
    var pulses: UInt64 = 0
    /// Time integrated so far, and the part of a pulse collected by then.
    var integratedTo: Int64
    var fraction = 0.0
    var next: Int64
  }

  public let capabilities: PulseInputCapabilities = [.countsLostEdges, .stampsInInterrupt]
  private let time: SimulatedTime
  private let lines: [Line]
  private var states: [LineState]

  /// Lines that start idle at the present time.
  public init(_ lines: [Line], time: SimulatedTime) {
    self.lines = lines
    self.time = time
    let now = time.nowNanoseconds
    states = lines.map { _ in LineState(integratedTo: now, next: now) }
    for channel in lines.indices { states[channel].next = nextRise(channel, after: now) }
  }

  /// Pulses a line has given so far: the truth a test compares with.
  public func pulses(channel: Int) -> UInt64 { states[channel].pulses }

  public func isActive(channel: UInt8) throws(PulseInputError) -> Bool {
    guard Int(channel) < states.count else { throw PulseInputError(.noSuchChannel, channel: channel) }
    return states[Int(channel)].isActive
  }

  public mutating func readEdges(into edges: inout MutableSpan<LineEdge>) throws(PulseInputError) -> Int {
    let now = time.nowNanoseconds
    var count = 0
    while count < edges.count {
      guard let channel = states.indices.min(by: { states[$0].next < states[$1].next }),
        states[channel].next <= now
      else { break }
      edges[count] = step(channel)
      count += 1
    }
    return count
  }

  private mutating func step(_ channel: Int) -> LineEdge {
    let tick = states[channel].next
    states[channel].isActive.toggle()
    states[channel].sequence &+= 1
    if states[channel].isActive {
      states[channel].pulses += 1
      states[channel].next = tick + lines[channel].activeNanoseconds
    } else {
      states[channel].next = nextRise(channel, after: tick)
    }
    return LineEdge(
      channel: UInt8(channel), isActive: states[channel].isActive, tickNanoseconds: tick,
      sequence: states[channel].sequence)
  }

  /// Integrates the load in steps of at most 10 s until a pulse is full, leaving at least 30 ms idle.
  /// Every load shape has power above zero within a day, so this ends.
  private mutating func nextRise(_ channel: Int, after tick: Int64) -> Int64 {
    let earliest = tick + 30_000_000
    while true {
      let from = states[channel].integratedTo
      let watts = lines[channel].load.watts(
        atUTCSeconds: time.utcNanoseconds(at: from) / 1_000_000_000)
      let pulsesPerNanosecond = watts / 1000 * lines[channel].pulsesPerKilowattHour / 3.6e12
      let step: Int64 = 10_000_000_000
      let missing = 1 - states[channel].fraction
      if pulsesPerNanosecond * Double(step) >= missing {
        let delay = Int64(missing / pulsesPerNanosecond)
        states[channel].fraction = 0
        states[channel].integratedTo = from + delay
        return max(from + delay, earliest)
      }
      states[channel].fraction += pulsesPerNanosecond * Double(step)
      states[channel].integratedTo = from + step
    }
  }
}
