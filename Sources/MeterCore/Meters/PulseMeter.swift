import HAL

/// A meter that counts pulses into registers and a profile: several channels, any mix of import, export,
/// reactive and elements, one period grid, one store.
///
/// Use: create it on a memory, `begin` with the time, `start` each line, then in a loop hand it edges in the
/// order of their stamps (`take`), clock readings (`observe`) and the passing of time (`advance`). `advance`
/// promises that every edge stamped before its tick has been taken.
/// A failing memory never stops counting: it shows in `storageFailure` and in the rows' `error` flag.
public struct PulseMeter<
  let ChannelCapacity: Int, let BufferBytes: Int, Memory: NonVolatile & ~Copyable
>: ~Copyable {
  /// The set-up.
  public let configuration: PulseMeterConfiguration<ChannelCapacity>
  /// Everything that is stored.
  public internal(set) var state: PulseMeterState<ChannelCapacity>
  /// The newest failure of the memory, nil after a success.
  public internal(set) var storageFailure: StorageError?
  /// The clock's battery is low, as it was told last.
  public internal(set) var isBatteryLow = false
  /// Failures of the memory since the last success.
  public internal(set) var storageFailures: UInt32 = 0
  /// What the mount found.
  public var mountReport: MountReport { store.report }

  var store: MeterStore<BufferBytes, Memory>
  var isRowPending = false
  /// Nothing changed since the last stage, and since the last commit.
  var isStaged = true
  var isCommitted = true
  var lastCommit = Tick(nanoseconds: 0)
  var pulsesSinceCommit: UInt32 = 0
  /// Events already logged in the open period, one bit a kind (see `logOnce`).
  var loggedThisPeriod: InlineArray<ChannelCapacity, UInt8> = InlineArray(repeating: 0)
  /// Sub-intervals of the demand period, the register at the start of the open one, and its end.
  var demandWindows: InlineArray<ChannelCapacity, DemandWindow> = InlineArray(repeating: DemandWindow())
  var demandStarts: InlineArray<ChannelCapacity, Energy> = InlineArray(repeating: .zero)
  var demandEndSeconds: Int64?
  /// The open sub-interval was metered from its start.
  var isDemandWhole = false
  /// True when this mount found stored state.
  public internal(set) var isRestored = false

  /// Mounts the store and restores the registers, or creates the store where `policy` allows.
  public init(
    _ configuration: PulseMeterConfiguration<ChannelCapacity>, memory: consuming Memory,
    sizes: StorageLayout.Sizes, format policy: FormatPolicy
  ) throws(StorageError) {
    self.init(unmounted: configuration, memory: memory, sizes: sizes)
    try mount(format: policy)
  }

  /// A meter whose store is to be mounted before anything else: made in place, where the stack has no room for a
  /// meter beside the meter.
  public init(
    unmounted configuration: PulseMeterConfiguration<ChannelCapacity>, memory: consuming Memory,
    sizes: StorageLayout.Sizes
  ) {
    self.configuration = configuration
    state = PulseMeterState(
      channelCount: configuration.channelCount, configurations: configuration.channels,
      rules: configuration.clockRules, period: configuration.period)
    store = MeterStore(unmounted: memory, sizes: sizes)
  }

  /// Mounts the store of a meter made by `init(unmounted:memory:sizes:)` and restores the registers, or creates the
  /// store where `policy` allows. Once; after an error the meter is of no use.
  public mutating func mount(format policy: FormatPolicy) throws(StorageError) {
    try store.mount(policy)
    let hasState = try store.loadState(
      into: &state, configurations: configuration.channels, rules: configuration.clockRules)
    guard state.channelCount == configuration.channelCount else { throw .layoutDiffers }
    for channel in 0..<Int(state.channelCount) where state.channels[channel].meaningDiffers {
      throw .channelDiffers(channel: UInt8(channel))
    }
    let row = hasState ? nil : try PulseMeter.newestRow(in: &store)
    if let row { state.restore(from: row) }
    isRestored = hasState || row != nil
    if state.errorCompensation != 0 { checkCompensation() }
    if let row { log(.registersFromProfile, value: Int64(row.id)) }
    repairProfile()
  }

  /// The newest readable row: where the registers are taken from when no state record is valid.
  private static func newestRow(
    in store: inout MeterStore<BufferBytes, Memory>
  ) throws(StorageError) -> ProfileRow<ChannelCapacity>? {
    var id = store.rowIDs.upperBound
    while id > store.rowIDs.lowerBound {
      id -= 1
      if let row = try store.row(id, as: ProfileRow<ChannelCapacity>.self) { return row }
    }
    return nil
  }

  /// Appends the newest closed row again where a cut kept it from the profile.
  private mutating func repairProfile() {
    guard let row = state.lastRow, row.id >= store.rowIDs.upperBound else { return }
    store.beginRows(atLeast: row.id)
    isRowPending = true
    appendPendingRow()
  }

  // MARK: Input

  /// Starts channel `channel` on a line whose level is known at `tick`. A channel that was running already
  /// was interrupted: the period says so.
  public mutating func start(channel: UInt8, isActive: Bool, at tick: Tick) {
    guard channel < state.channelCount else { return }
    if state.channels[Int(channel)].isStarted { state.openFlags.formUnion([.partial, .possibleLoss]) }
    state.channels[Int(channel)].start(isActive: isActive, at: tick)
    changed()
  }

  /// Takes one edge. Edges come in the order of their stamps, at most `settleNanoseconds` out of order
  /// between channels.
  public mutating func take(_ edge: LineEdge) {
    guard edge.channel < state.channelCount else { return }
    let tick = Tick(nanoseconds: edge.tickNanoseconds)
    closePeriods(settledTo: tick.advanced(byNanoseconds: -configuration.settleNanoseconds))
    if state.lastTick < tick { state.lastTick = tick }
    let event = state.channels[Int(edge.channel)].take(edge)
    changed()
    apply(event, channel: Int(edge.channel))
  }

  /// Takes an edge that a process had read and not yet kept when it died. Called before `begin`, oldest first.
  ///
  /// Only numbered edges can be recovered: the number tells which were kept already. Those of another boot, or of
  /// a line that was not running, are left out. Returns true when the edge was taken.
  public mutating func recover(_ edge: LineEdge, boot: BootIdentity) -> Bool {
    guard isRestored, boot.continues(state.boot), edge.channel < state.channelCount, edge.sequence != 0 else {
      return false
    }
    let channel = state.channels[Int(edge.channel)]
    guard channel.isStarted, Int32(bitPattern: edge.sequence &- channel.lastSequence) > 0 else {
      return false
    }
    take(edge)
    return true
  }

  /// Lets time pass: all edges stamped before `tick` have been taken, but for those delivered late by up to
  /// `settleNanoseconds`. Closes periods that ended before it and keeps the store as fresh as the set-up
  /// demands.
  public mutating func advance(to tick: Tick) {
    let settled = tick.advanced(byNanoseconds: -configuration.settleNanoseconds)
    closePeriods(settledTo: settled)
    for channel in 0..<Int(state.channelCount) {
      apply(state.channels[channel].settle(to: settled), channel: channel)
    }
    closeDemand(settledTo: settled)
    if state.lastTick < tick { state.lastTick = tick }
    let isDue = tick.nanoseconds(since: lastCommit) >= commitPatience
    let isFull = configuration.commitPulses > 0 && pulsesSinceCommit >= configuration.commitPulses
    if isDue || isFull {
      commit()
      lastCommit = tick
    } else if !isStaged {
      stage()
    }
  }

  /// The tick that `advance` must reach next even if nothing happens: a commit or the end of a period.
  public var nextDeadline: Tick {
    let due = lastCommit.advanced(byNanoseconds: commitPatience)
    guard let start = state.openPeriodSeconds else { return due }
    let end = state.clock.tick(at: Instant(seconds: Int64(start) + Int64(state.period.seconds)))
    return min(due, end.advanced(byNanoseconds: configuration.settleNanoseconds))
  }

  /// Time a commit may wait: ten times longer while nothing changed.
  private var commitPatience: Int64 {
    isCommitted ? 10 * configuration.commitNanoseconds : configuration.commitNanoseconds
  }

  mutating func changed() {
    isStaged = false
    isCommitted = false
  }

  // MARK: Booking

  mutating func apply(_ event: PulseEvent, channel: Int) {
    if event == .none { return }
    if event.lostEdges > 0 {
      state.openFlags.insert(.possibleLoss)
      logOnce(.edgesLost, bit: 1, channel: channel, value: Int64(event.lostEdges))
    }
    if event.isUncertain {
      state.openFlags.insert(.possibleLoss)
      logOnce(.edgesMerged, bit: 2, channel: channel, value: 1)
    }
    if event.isSuspect { logOnce(.pulseSuspect, bit: 4, channel: channel, value: 1) }
    if let pulse = event.pulse { book(pulse, channel: channel) }
  }

  private mutating func book(_ pulse: Tick, channel: Int) {
    var isAhead = false
    if let start = state.openPeriodSeconds {
      let instant = state.clock.instant(at: pulse)
      let end = Int64(start) + Int64(state.period.seconds)
      isAhead = instant.nanoseconds >= end * 1_000_000_000
      if instant.nanoseconds < Int64(start) * 1_000_000_000 {
        state.channels[channel].counters.late &+= 1
        state.openFlags.insert(.recovered)
        logOnce(.pulseLate, bit: 8, channel: channel, value: 1)
      }
    }
    state.channels[channel].book(at: pulse, isAhead: isAhead)
    pulsesSinceCommit &+= 1
    changed()
  }

  /// Logs the first event of its kind in a period; `element` where the event is not a channel's.
  mutating func logOnce(
    _ code: MeterEventCode, bit: UInt8, channel: Int, element: Int? = nil, value: Int64
  ) {
    if loggedThisPeriod[channel] & bit != 0 { return }
    loggedThisPeriod[channel] |= bit
    log(code, channel: UInt8(element ?? channel), value: value)
  }
}
