import HAL
import LinuxHAL
import Logging
import MeterCore

/// A pulse meter on its lines.
final class PulseDriver: MeterDriver {
  /// Time between two looks at the wall clock.
  static let clockIntervalNanoseconds: Int64 = 10_000_000_000

  private let board: Board
  private let logger: Logger
  private var inputs: MeterInputs
  private var meter: GatewayMeter
  private var waiting: [LineEdge] = []
  private var nextClockReading: Int64 = .min
  private var slowestFilterNanoseconds: Int64 = 0

  init(board: Board, inputs: MeterInputs, memory: consuming FileNonVolatile, logger: Logger)
    throws(StorageError)
  {
    self.board = board
    self.inputs = inputs
    self.logger = logger
    meter = try GatewayMeter(
      board.meterConfiguration, memory: memory, sizes: board.storageSizes, format: .whenUnused)
  }

  var state: PulseMeterState<40> { meter.state }
  var rowIDs: Range<UInt32> { meter.rowIDs }
  var storageFailure: StorageError? { meter.storageFailure }
  var descriptors: [Int32] { inputs.descriptors }
  var nowNanoseconds: Int64 { inputs.ticks.nowNanoseconds() }
  var isAtEnd: Bool { false }
  var elements: [ElementReading] { [] }
  var frequencyMicrohertz: UInt32 { 0 }
  var capability: String {
    inputs.pulses.capabilities.contains(.countsLostEdges)
      ? "lost edges are counted" : "losses cannot be seen"
  }

  func power(channel: Int) -> Power? {
    // Silence is known only up to the time whose edges were all taken.
    meter.power(channel: channel, at: meter.state.lastTick)
  }

  func row(_ id: UInt32) throws -> ProfileRow<40>? { try meter.row(id) }

  /// Starts the clock and the lines.
  func begin(_ announcer: any ServiceAnnouncer) throws {
    let now = inputs.ticks.nowNanoseconds()
    slowestFilterNanoseconds = board.channels.map(\.configuration.rules.filterNanoseconds).max() ?? 0
    let channels = 0..<board.channels.count
    let boot = BootIdentifier.identity(inputs.bootIdentity)
    recover(boot)
    let goesOn = meter.begin(
      at: Tick(nanoseconds: now), reading: inputs.wall.read(), cause: .supplyRestored, boot: boot,
      isContinuous: !inputs.adoptedChannels.isEmpty)
    let adopted = goesOn ? inputs.adoptedChannels : []
    try startLines(channels.filter { !adopted.contains($0) })
    takeWaiting()
    meter.commit()
    inputs.pulses.acknowledge()
    for (channel, descriptor) in inputs.descriptors.enumerated() {
      guard let name = board.channels[channel].keptName else { continue }
      // A request of an earlier life of the device would stay in the manager's store for ever.
      if !adopted.contains(channel) { announcer.release(name: name) }
      announcer.keep(descriptor: descriptor, name: name)
    }
  }

  /// Books what a killed process had read. Kept before the tray is emptied: killed in between, the numbers of
  /// the edges tell that they are booked already.
  private func recover(_ boot: BootIdentity) {
    var count = 0
    for edge in inputs.recoveredEdges.sorted(by: { $0.tickNanoseconds < $1.tickNanoseconds })
    where meter.recover(edge, boot: boot) { count += 1 }
    if count > 0 {
      meter.commit()
      logger.notice("edges of a killed process booked", metadata: ["count": "\(count)"])
    }
    inputs.pulses.acknowledge()
  }

  /// Start-up level rule: a line with edges already queued began at the opposite of the first one's level.
  private func startLines(_ channels: [Int]) throws {
    // What the kernel queued for lines that go on stays there until it can be booked at once.
    guard !channels.isEmpty else { return }
    var levels: [(channel: Int, isActive: Bool, tick: Int64)] = []
    for channel in channels {
      do {
        let isActive = try inputs.pulses.isActive(channel: UInt8(channel))
        levels.append((channel, isActive, inputs.ticks.nowNanoseconds()))
      } catch { throw MeterServiceError.input(channel: board.channels[channel].name, error) }
    }
    try drain()
    for level in levels {
      let first = waiting.first { Int($0.channel) == level.channel }
      meter.start(
        channel: UInt8(level.channel), isActive: first.map { !$0.isActive } ?? level.isActive,
        at: Tick(nanoseconds: first.map { $0.tickNanoseconds - 1 } ?? level.tick))
    }
  }

  /// Takes everything that waits on the lines, oldest first.
  private func drain() throws(MeterServiceError) {
    var buffer = InlineArray<256, LineEdge>(
      repeating: LineEdge(channel: 0, isActive: false, tickNanoseconds: 0))
    while true {
      let count: Int
      do throws(PulseInputError) {
        var span = buffer.mutableSpan
        count = try inputs.pulses.readEdges(into: &span)
      } catch {
        let name = Int(error.channel) < board.channels.count ? board.channels[Int(error.channel)].name : "all"
        throw .input(channel: name, error)
      }
      for index in 0..<count { waiting.append(buffer[index]) }
      if count < 256 { return }
    }
  }

  /// Time is read before the lines are drained, so every edge stamped before it is taken.
  func turn() throws(MeterServiceError) -> Int64 {
    inputs.simulatedTime?.refresh()
    let now = inputs.ticks.nowNanoseconds()
    try drain()
    let hadEdges = !waiting.isEmpty
    takeWaiting()
    if now >= nextClockReading {
      let tick = inputs.ticks.nowNanoseconds()
      if board.followsSystemClock, let reading = inputs.wall.read() {
        meter.observe(reading, at: Tick(nanoseconds: tick))
      }
      if let isLow = inputs.battery?.isLow() { meter.noteBattery(isLow: isLow) }
      nextClockReading = now + Self.clockIntervalNanoseconds
    }
    meter.advance(to: Tick(nanoseconds: now))
    inputs.pulses.acknowledge()
    if inputs.simulatedTime != nil { return inputs.isTimeTravel ? 0 : 50_000_000 }
    // A pulse is decided once its edges have settled; without edges, the next deadline is all there is.
    let deadline = min(nextClockReading, meter.nextDeadline.nanoseconds)
    let settle = meter.configuration.settleNanoseconds + slowestFilterNanoseconds
    return hadEdges ? min(settle, deadline - now) : deadline - now
  }

  func end(takingInput: Bool) throws(MeterServiceError) -> Bool {
    var failure: MeterServiceError?
    if takingInput {
      do throws(MeterServiceError) { try drain() } catch { failure = error }
      takeWaiting()
    }
    let isCommitted = meter.stop(at: Tick(nanoseconds: inputs.ticks.nowNanoseconds()))
    inputs.pulses.acknowledge()
    if let failure { throw failure }
    return isCommitted
  }

  func setClock(_ reading: WallClockReading) -> Bool {
    meter.setClock(reading, at: Tick(nanoseconds: max(nowNanoseconds, meter.state.lastTick.nanoseconds)))
  }

  func resetMaximumDemand() { meter.resetMaximumDemand() }
  func setErrorCompensation(_ thousandthsOfPercent: Int32) -> Bool {
    meter.setErrorCompensation(thousandthsOfPercent)
  }
  func noteConfigurationChange() { meter.noteConfigurationChange() }

  private func takeWaiting() {
    waiting.sort { $0.tickNanoseconds < $1.tickNanoseconds }
    for edge in waiting { meter.take(edge) }
    waiting.removeAll(keepingCapacity: true)
  }

}
