import HAL
import LinuxHAL
import Logging
import MeterCore
import ServiceLifecycle

/// A meter in a gateway: memory in a file, up to 16 channels.
public typealias GatewayMeter = PulseMeter<16, 4096, FileNonVolatile>

/// Runs a board's meter: takes edges, follows the clock, keeps the store, answers with snapshots.
///
/// One writer: the actor runs on its own thread, which also waits for the lines.
public actor MeterService: Service {
  private nonisolated let thread: MeterThread
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Time between two looks at the wall clock.
  private static let clockIntervalNanoseconds: Int64 = 10_000_000_000

  private let board: Board
  private let storagePath: String
  private let logger: Logger
  private let announcer: any ServiceAnnouncer
  private var inputs: MeterInputs
  private var meter: GatewayMeter
  private var waiting: [LineEdge] = []
  private var nextClockReading: Int64 = .min
  /// Real time between signs of life to the service manager, and when the next is due.
  private let signOfLifeNanoseconds: Int64
  private var nextSignOfLife: Int64 = .min
  private var announcedRows: UInt32 = 0
  private var observers: [AsyncStream<UInt32>.Continuation] = []
  private var failure: MeterServiceError?
  private var hasBegun = false
  private var hasEnded = false
  private var finished: CheckedContinuation<Void, Never>?
  private let stopAfterNanoseconds: Int64?
  private var firstTick: Int64 = 0
  private var slowestFilterNanoseconds: Int64 = 0

  /// Mounts the board's store at `storagePath`, creating it the first time.
  ///
  /// - Parameter stopAfterNanoseconds: meter time after which the service ends by itself; nil runs on.
  public init(
    board: Board, inputs: sending MeterInputs, storagePath: String, stopAfterNanoseconds: Int64? = nil,
    announcer: any ServiceAnnouncer = SilentAnnouncer(), logger: Logger
  ) throws {
    guard !board.channels.isEmpty else { throw MeterServiceError.noPulseChannels(board: board.name) }
    thread = MeterThread(name: "meter")
    self.board = board
    self.inputs = inputs
    self.storagePath = storagePath
    self.logger = logger
    self.announcer = announcer
    signOfLifeNanoseconds = announcer.watchdogNanoseconds.map { max($0 / 3, 1_000_000) } ?? 30_000_000_000
    self.stopAfterNanoseconds = stopAfterNanoseconds
    let sizes = board.storageSizes
    do {
      let memory: FileNonVolatile
      do throws(NonVolatileError) {
        memory = try FileNonVolatile(
          path: storagePath, createWithBytes: StoredMeter.byteCount(sizes))
      } catch { throw StorageError.memory(error) }
      meter = try GatewayMeter(board.meterConfiguration, memory: memory, sizes: sizes, format: .whenUnused)
    } catch let error as StorageError {
      throw MeterServiceError.storage(path: storagePath, error)
    }
  }

  /// Meters until graceful shutdown, the chosen time or a failure; then commits.
  public func run() async throws {
    do { try begin() } catch {
      endObservers()
      throw error
    }
    await withTaskCancellationOrGracefulShutdownHandler {
      await withCheckedContinuation { continuation in
        finished = continuation
        thread.assign(
          MeterThread.Duty(
            descriptors: inputs.descriptors,
            turn: { [unowned self] in self.assumeIsolated { $0.turn() } }))
      }
    } onCancelOrGracefulShutdown: {
      Task { await self.finish() }
    }
    try end()
  }

  private func finish() {
    thread.assign(nil)
    finished?.resume()
    finished = nil
  }

  /// Starts the clock and the lines.
  private func begin() throws {
    let now = inputs.ticks.nowNanoseconds()
    firstTick = now
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
    hasBegun = true
    for (channel, descriptor) in inputs.descriptors.enumerated() {
      guard let name = board.channels[channel].keptName else { continue }
      // A request of an earlier life of the device would stay in the manager's store for ever.
      if !adopted.contains(channel) { announcer.release(name: name) }
      announcer.keep(descriptor: descriptor, name: name)
    }
    announcer.ready()
    announcedRows = meter.rowIDs.upperBound
    for observer in observers { observer.yield(announcedRows) }
    let capability =
      inputs.pulses.capabilities.contains(.countsLostEdges)
      ? "lost edges are counted" : "losses cannot be seen"
    logger.info(
      "metering",
      metadata: ["board": "\(board.name)", "channels": "\(channels.count)", "input": "\(capability)"])
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

  /// One turn: time is read before the lines are drained, so every edge stamped before it is taken.
  /// Returns how long nothing will have to be done, in milliseconds: an idle meter sleeps.
  private func turn() -> Int32 {
    guard hasBegun, finished != nil else { return -1 }
    inputs.simulatedTime?.refresh()
    let now = inputs.ticks.nowNanoseconds()
    do throws(MeterServiceError) { try drain() } catch {
      failure = error
      finish()
      return -1
    }
    let hadEdges = !waiting.isEmpty
    takeWaiting()
    if now >= nextClockReading {
      let tick = inputs.ticks.nowNanoseconds()
      if let reading = inputs.wall.read() { meter.observe(reading, at: Tick(nanoseconds: tick)) }
      nextClockReading = now + MeterService.clockIntervalNanoseconds
    }
    let real = LinuxMonotonicClock().nowNanoseconds()
    if real >= nextSignOfLife {
      announcer.alive()
      nextSignOfLife = real + signOfLifeNanoseconds
    }
    meter.advance(to: Tick(nanoseconds: now))
    inputs.pulses.acknowledge()
    announceClosedRows()
    if let limit = stopAfterNanoseconds, now - firstTick >= limit { finish() }
    if inputs.simulatedTime != nil { return inputs.isTimeTravel ? 0 : 50 }
    // A pulse is decided once its edges have settled; without edges, the next deadline is all there is.
    let deadline = min(nextClockReading, meter.nextDeadline.nanoseconds)
    let settle = meter.configuration.settleNanoseconds + slowestFilterNanoseconds
    let wait = hadEdges ? min(settle, deadline - now) : deadline - now
    return Int32(max(min(wait, signOfLifeNanoseconds) / 1_000_000 + 1, 0))
  }

  private func takeWaiting() {
    waiting.sort { $0.tickNanoseconds < $1.tickNanoseconds }
    for edge in waiting { meter.take(edge) }
    waiting.removeAll(keepingCapacity: true)
  }

  private func announceClosedRows() {
    let next = meter.rowIDs.upperBound
    guard next != announcedRows else { return }
    announcedRows = next
    for observer in observers { observer.yield(next) }
  }

  /// Ids up to which rows are closed: once when metering begins, then whenever one more is closed.
  /// Ends with the service.
  public func closedRows() -> AsyncStream<UInt32> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: UInt32.self, bufferingPolicy: .unbounded)
    if hasBegun { continuation.yield(meter.rowIDs.upperBound) }
    if hasEnded { continuation.finish() } else { observers.append(continuation) }
    return stream
  }

  private func endObservers() {
    hasEnded = true
    for observer in observers { observer.finish() }
    observers = []
  }

  private func end() throws {
    announcer.stopping()
    defer { endObservers() }
    if failure == nil {
      do throws(MeterServiceError) { try drain() } catch { failure = error }
      takeWaiting()
    }
    let isCommitted = meter.stop(at: Tick(nanoseconds: inputs.ticks.nowNanoseconds()))
    inputs.pulses.acknowledge()
    if let failure { throw failure }
    if !isCommitted, let error = meter.storageFailure {
      throw MeterServiceError.notCommitted(path: storagePath, error)
    }
    logger.info("stopped, everything committed")
  }

  // MARK: Reading

  /// What the meter holds now.
  public func snapshot() -> MeterSnapshot {
    // Silence is known only up to the time whose edges were all taken.
    let now = meter.state.lastTick
    return MeterSnapshot(
      meter.state, names: board.channels.map(\.name), rowIDs: meter.rowIDs,
      storageFailure: meter.storageFailure
    ) { meter.power(channel: $0, at: now) }
  }

  /// Profile rows from `id` on, at most `limit`, oldest first; damaged ones are left out.
  public func rows(from id: UInt32, limit: Int) throws -> [ProfileRow<16>] {
    var rows: [ProfileRow<16>] = []
    for id in meter.rowIDs.clamped(to: id..<UInt32.max).prefix(limit) {
      if let row = try meter.row(id) { rows.append(row) }
    }
    return rows
  }
}
