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

  private let board: Board
  private let storagePath: String
  private let logger: Logger
  private let announcer: any ServiceAnnouncer
  private var inputs: MeterInputs
  private var meter: GatewayMeter
  private var waiting: [LineEdge] = []
  private var nextClockReading: Int64 = .min
  private var nextHeartbeat: Int64 = .min
  private var failure: MeterServiceError?
  private var hasBegun = false
  private var finished: CheckedContinuation<Void, Never>?
  private let stopAfterNanoseconds: Int64?
  private var firstTick: Int64 = 0

  /// Mounts the board's store at `storagePath`, creating it the first time.
  ///
  /// - Parameter stopAfterNanoseconds: meter time after which the service ends by itself; nil runs on.
  public init(
    board: Board, inputs: sending MeterInputs, storagePath: String, stopAfterNanoseconds: Int64? = nil,
    announcer: any ServiceAnnouncer = SilentAnnouncer(), logger: Logger
  ) throws {
    thread = MeterThread(name: "meter")
    self.board = board
    self.inputs = inputs
    self.storagePath = storagePath
    self.logger = logger
    self.announcer = announcer
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
    try begin()
    await withTaskCancellationOrGracefulShutdownHandler {
      await withCheckedContinuation { continuation in
        finished = continuation
        thread.assign(
          MeterThread.Duty(
            descriptors: inputs.descriptors,
            timeoutMilliseconds: inputs.manualTime != nil ? 0 : inputs.descriptors.isEmpty ? 50 : 200,
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
    let channels = 0..<board.channels.count
    let isContinuous = !inputs.adoptedChannels.isEmpty && meter.isRestored
    meter.begin(
      at: Tick(nanoseconds: now), reading: inputs.wall.read(), cause: .supplyRestored,
      boot: BootIdentifier.identity(inputs.bootIdentity), isContinuous: isContinuous)
    let adopted = isContinuous ? inputs.adoptedChannels : []
    try startLines(channels.filter { !adopted.contains($0) })
    meter.commit()
    hasBegun = true
    for (channel, descriptor) in inputs.descriptors.enumerated() {
      announcer.keep(descriptor: descriptor, name: board.channels[channel].name)
    }
    announcer.ready()
    let capability =
      inputs.pulses.capabilities.contains(.countsLostEdges)
      ? "lost edges are counted" : "losses cannot be seen"
    logger.info(
      "metering",
      metadata: ["board": "\(board.name)", "channels": "\(channels.count)", "input": "\(capability)"])
  }

  /// Start-up level rule: a line with edges already queued began at the opposite of the first one's level.
  private func startLines(_ channels: [Int]) throws {
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
  private func turn() {
    guard hasBegun, finished != nil else { return }
    inputs.manualTime?.advance(byNanoseconds: 60_000_000_000)
    let now = inputs.ticks.nowNanoseconds()
    do throws(MeterServiceError) { try drain() } catch {
      failure = error
      return finish()
    }
    waiting.sort { $0.tickNanoseconds < $1.tickNanoseconds }
    for edge in waiting { meter.take(edge) }
    waiting.removeAll(keepingCapacity: true)
    if now >= nextClockReading {
      let tick = inputs.ticks.nowNanoseconds()
      if let reading = inputs.wall.read() { meter.observe(reading, at: Tick(nanoseconds: tick)) }
      nextClockReading = now + 1_000_000_000
    }
    meter.advance(
      to: Tick(nanoseconds: now).advanced(byNanoseconds: -meter.configuration.settleNanoseconds))
    if now >= nextHeartbeat {
      announcer.alive()
      nextHeartbeat = now + 1_000_000_000
    }
    if let limit = stopAfterNanoseconds, now - firstTick >= limit { finish() }
  }

  private func end() throws {
    announcer.stopping()
    if failure == nil { turnOnce() }
    let isCommitted = meter.stop(
      at: Tick(nanoseconds: inputs.ticks.nowNanoseconds())
        .advanced(byNanoseconds: -meter.configuration.settleNanoseconds))
    if let failure { throw failure }
    if !isCommitted, let error = meter.storageFailure {
      throw MeterServiceError.notCommitted(path: storagePath, error)
    }
    logger.info("stopped, everything committed")
  }

  /// A last look at the lines before stopping.
  private func turnOnce() {
    do throws(MeterServiceError) { try drain() } catch { failure = error }
    waiting.sort { $0.tickNanoseconds < $1.tickNanoseconds }
    for edge in waiting { meter.take(edge) }
    waiting.removeAll()
  }

  // MARK: Reading

  /// What the meter holds now.
  public func snapshot() -> MeterSnapshot {
    let now = Tick(nanoseconds: inputs.ticks.nowNanoseconds())
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
