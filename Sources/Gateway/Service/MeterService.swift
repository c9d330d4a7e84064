import HAL
import LinuxHAL
import Logging
import MeterCore
import ServiceLifecycle

/// A meter in a gateway: memory in a file, up to 40 registers.
public typealias GatewayMeter = PulseMeter<40, 8192, FileNonVolatile>

/// Runs a board's meter: takes its inputs, follows the clock, keeps the store, answers with snapshots.
///
/// One writer: the actor runs on its own thread, which also waits for the lines.
public actor MeterService: Service {
  nonisolated let thread: MeterThread
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  let board: Board
  private let storagePath: String
  private let logger: Logger
  private let announcer: any ServiceAnnouncer
  let driver: any MeterDriver
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

  /// Mounts the board's store at `storagePath`, creating it the first time.
  ///
  /// - Parameter stopAfterNanoseconds: meter time after which the service ends by itself; nil runs on.
  public init(
    board: Board, inputs: sending MeterInputs, storagePath: String, stopAfterNanoseconds: Int64? = nil,
    announcer: any ServiceAnnouncer = SilentAnnouncer(), logger: Logger
  ) throws {
    guard !board.channels.isEmpty else { throw MeterServiceError.noPulseChannels(board: board.name) }
    let driver = try Self.mount(board, storagePath) { memory throws(StorageError) in
      try PulseDriver(board: board, inputs: inputs, memory: memory, logger: logger)
    }
    self.init(
      board: board, driver: driver, storagePath: storagePath, stopAfterNanoseconds: stopAfterNanoseconds,
      announcer: announcer, logger: logger)
  }

  /// Mounts the store of a sampled board, whose source is open already.
  public init(
    board: Board, samples: sending SampleInputs, storagePath: String, stopAfterNanoseconds: Int64? = nil,
    announcer: any ServiceAnnouncer = SilentAnnouncer(), logger: Logger
  ) throws {
    let driver = try Self.mount(board, storagePath) { memory throws(StorageError) in
      try samples.driver(board: board, memory: memory, logger: logger)
    }
    self.init(
      board: board, driver: driver, storagePath: storagePath, stopAfterNanoseconds: stopAfterNanoseconds,
      announcer: announcer, logger: logger)
  }

  private init(
    board: Board, driver: sending any MeterDriver, storagePath: String, stopAfterNanoseconds: Int64?,
    announcer: any ServiceAnnouncer, logger: Logger
  ) {
    thread = MeterThread(name: "meter")
    self.board = board
    self.driver = driver
    self.storagePath = storagePath
    self.logger = logger
    self.announcer = announcer
    signOfLifeNanoseconds = announcer.watchdogNanoseconds.map { max($0 / 3, 1_000_000) } ?? 30_000_000_000
    self.stopAfterNanoseconds = stopAfterNanoseconds
  }

  private static func mount(
    _ board: Board, _ path: String,
    _ make: (consuming FileNonVolatile) throws(StorageError) -> any MeterDriver
  ) throws(MeterServiceError) -> any MeterDriver {
    do throws(StorageError) {
      let memory: FileNonVolatile
      do throws(NonVolatileError) {
        memory = try FileNonVolatile(
          path: path, createWithBytes: StoredMeter.byteCount(board.storageSizes))
      } catch { throw StorageError.memory(error) }
      return try make(memory)
    } catch { throw .storage(path: path, error) }
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
            descriptors: driver.descriptors,
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

  private func begin() throws {
    firstTick = driver.nowNanoseconds
    try driver.begin(announcer)
    hasBegun = true
    announcer.ready()
    announcedRows = driver.rowIDs.upperBound
    for observer in observers { observer.yield(announcedRows) }
    logger.info(
      "metering",
      metadata: [
        "board": "\(board.name)", "registers": "\(driver.state.channelCount)",
        "input": "\(driver.capability)",
      ])
  }

  /// One turn; returns how long nothing will have to be done, in milliseconds: an idle meter sleeps.
  private func turn() -> Int32 {
    guard hasBegun, finished != nil else { return -1 }
    let wait: Int64
    do throws(MeterServiceError) { wait = try driver.turn() } catch {
      failure = error
      finish()
      return -1
    }
    let real = LinuxMonotonicClock().nowNanoseconds()
    if real >= nextSignOfLife {
      announcer.alive()
      nextSignOfLife = real + signOfLifeNanoseconds
    }
    announceClosedRows()
    if let limit = stopAfterNanoseconds, driver.nowNanoseconds - firstTick >= limit { finish() }
    if driver.isAtEnd { finish() }
    if wait <= 0 { return 0 }
    return Int32(max(min(wait, signOfLifeNanoseconds) / 1_000_000 + 1, 0))
  }

  private func announceClosedRows() {
    let next = driver.rowIDs.upperBound
    guard next != announcedRows else { return }
    announcedRows = next
    for observer in observers { observer.yield(next) }
  }

  /// Ids up to which rows are closed: once when metering begins, then whenever one more is closed.
  /// Ends with the service.
  public func closedRows() -> AsyncStream<UInt32> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: UInt32.self, bufferingPolicy: .unbounded)
    if hasBegun { continuation.yield(driver.rowIDs.upperBound) }
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
    var isCommitted = true
    do throws(MeterServiceError) { isCommitted = try driver.end(takingInput: failure == nil) } catch {
      failure = failure ?? error
    }
    if let failure { throw failure }
    if !isCommitted, let error = driver.storageFailure {
      throw MeterServiceError.notCommitted(path: storagePath, error)
    }
    logger.info("stopped, everything committed")
  }

  // MARK: Reading

  /// What the meter holds now.
  public func snapshot() -> MeterSnapshot {
    var snapshot = MeterSnapshot(
      driver.state, names: board.registerNames, rowIDs: driver.rowIDs, storageFailure: driver.storageFailure
    ) { driver.power(channel: $0) }
    snapshot.elements = driver.elements
    snapshot.frequencyMicrohertz = driver.frequencyMicrohertz
    return snapshot
  }

  /// Profile rows from `id` on, at most `limit`, oldest first; damaged ones are left out.
  public func rows(from id: UInt32, limit: Int) throws -> [ProfileRow<40>] {
    var rows: [ProfileRow<40>] = []
    for id in driver.rowIDs.clamped(to: id..<UInt32.max).prefix(limit) {
      if let row = try driver.row(id) { rows.append(row) }
    }
    return rows
  }
}
