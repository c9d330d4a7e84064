import Archive
import Foundation
import HAL
import Instation
import LinuxHAL
import Synchronization

/// Reads meters, many at a time: a meter that is dead delays no other, and meters on the same port take turns.
public final class MeterCollector: Sendable {
  /// What happens while meters are read.
  public struct Watch: Sendable {
    /// Progress of a long read, by the meter's name.
    public var progress: (@Sendable (String, ReadProgress) -> Void)?
    /// What happens on a line, by the meter's name.
    public var line: (@Sendable (String, LineEvent) -> Void)?
    /// A meter is done.
    public var done: (@Sendable (CollectionOutcome) -> Void)?

    /// Watches nothing.
    public init() {}
  }

  private let archive: MeterArchive?
  private let watch: Watch
  private let schedule: @Sendable (String) -> String
  private let isCancelled: @Sendable () -> Bool

  /// A collector; rows go into `archive` as soon as they are sure. `schedule` says by a meter's name why it is read.
  public init(
    archive: MeterArchive?, watch: Watch = Watch(),
    schedule: @escaping @Sendable (String) -> String = { _ in "" },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.schedule = schedule
    self.archive = archive
    self.watch = watch
    self.isCancelled = isCancelled
  }

  /// Reads all `meters`, at most `parallel` ports at a time, and returns the outcomes in their order.
  public func collect(_ meters: [CollectedMeter], parallel: Int) -> [CollectionOutcome] {
    // Meters of one port are one queue; every other meter is its own.
    var queues: [[Int]] = []
    var ports: [String: Int] = [:]
    for (index, meter) in meters.enumerated() {
      if let port = meter.installation.target.sharedPort {
        if let queue = ports[port] {
          queues[queue].append(index)
          continue
        }
        ports[port] = queues.count
      }
      queues.append([index])
    }
    let state = Mutex((next: 0, running: 0, outcomes: [Int: CollectionOutcome]()))
    let finished = DispatchSemaphore(value: 0)
    let work = queues
    let count = max(min(parallel, work.count), 1)
    for _ in 0..<count {
      let thread = Thread {
        while true {
          let mine = state.withLock { state -> [Int]? in
            guard state.next < work.count else { return nil }
            state.next += 1
            return work[state.next - 1]
          }
          guard let mine else { break }
          for index in mine {
            let outcome = self.collect(meters[index])
            state.withLock { $0.outcomes[index] = outcome }
            self.watch.done?(outcome)
          }
        }
        finished.signal()
      }
      // A client's buffers stand on the stack while they are made.
      thread.stackSize = 4 << 20
      thread.start()
    }
    for _ in 0..<count { finished.wait() }
    return state.withLock { state in meters.indices.map { state.outcomes[$0]! } }
  }

  /// Reads one meter on this thread.
  public func collect(_ meter: CollectedMeter) -> CollectionOutcome {
    let clock = LinuxMonotonicClock()
    let start = clock.nowNanoseconds()
    var outcome = CollectionOutcome(name: meter.name, seconds: 0)
    let name = meter.name
    var surroundings: MeterReader.Surroundings
    do {
      surroundings = try Self.surroundings(meter.installation)
    } catch {
      outcome.failure = "\(error)"
      outcome.isDataFailure = true
      outcome.seconds = Double(clock.nowNanoseconds() - start) / 1e9
      return outcome
    }
    surroundings.isCancelled = isCancelled
    let watch = self.watch
    if let progress = watch.progress { surroundings.progress = { progress(name, $0) } }
    if let line = watch.line { surroundings.observer = { line(name, $0) } }
    do {
      outcome = try read(meter, surroundings, &outcome.facts)
    } catch let error as MeterReadError {
      outcome.failure = error.description
      switch error.kind {
      case .refused, .inconsistent, .notAuthentic, .notOffered: outcome.isDataFailure = true
      default: break
      }
    } catch { outcome.failure = "\(error)" }
    outcome.seconds = Double(clock.nowNanoseconds() - start) / 1e9
    return outcome
  }

  private func read(
    _ meter: CollectedMeter, _ surroundings: MeterReader.Surroundings, _ facts: inout SessionFacts
  ) throws -> CollectionOutcome {
    let audit = try archive?.begin(
      target: "\(meter.installation.target)", driver: meter.way.name, wanted: meter.wanted,
      name: meter.name, schedule: schedule(meter.name), nowSeconds: Self.now())
    var reader: MeterReader?
    var flagReader: FlagReader?
    do {
      let reading: MeterReading
      switch meter.way {
      case .cosem(let driver):
        let made = MeterReader(meter.installation, driver: driver, surroundings: surroundings)
        reader = made
        var isIdentified = false
        var archiveFailure: (any Error)?
        do {
          reading = try made.read(meter.request) { (part) throws(MeterReadError) in
            do {
              if let audit {
                if !isIdentified {
                  try audit.identify(made.identity ?? MeterIdentity(), nowSeconds: Self.now())
                }
                isIdentified = true
                try audit.keep(part)
              }
            } catch {
              archiveFailure = error
              throw MeterReadError(
                .configuration, doing: "keeping what was read", came: "\(error)",
                likely: "the disk is full, or the archive is in use")
            }
          }
        } catch {
          throw archiveFailure ?? error
        }
      case .flag(let way):
        let made = FlagReader(meter.installation, surroundings: surroundings)
        flagReader = made
        reading = try made.read(way)
      }
      if let audit {
        try audit.identify(reading.identity, nowSeconds: Self.now())
        try audit.finish(reading, nowSeconds: Self.now())
      }
      return CollectionOutcome(
        name: meter.name, reading: reading, counts: audit?.counts, seconds: 0, facts: reading.facts)
    } catch {
      facts = reader?.facts ?? flagReader?.facts ?? SessionFacts()
      let message = (error as? MeterReadError)?.description ?? "\(error)"
      if let identity = reader?.identity { try? audit?.identify(identity, nowSeconds: Self.now()) }
      try? audit?.fail(message, facts: facts, nowSeconds: Self.now())
      throw error
    }
  }

  private static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

  /// What surrounds a reader on this machine.
  public static func surroundings(
    _ installation: MeterInstallation
  ) throws -> MeterReader.Surroundings {
    let wall = LinuxWallClock()
    let monotonic = LinuxMonotonicClock()
    var source = SystemRandomNumberGenerator()
    let entropy = Key128(InlineArray { _ in UInt8.random(in: 0...255, using: &source) })
    var opening: LineOpening = LinuxLines.open
    if case .replay(let path) = installation.target {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw MeterReadError(.configuration, doing: "opening \(path)", likely: "the recording's name")
      }
      let recording = try Recording(parsing: String(decoding: data, as: UTF8.self))
      var opened = 0
      opening = { (_) throws(LineError) in
        opened += 1
        return ReplayLine(recording, opening: opened - 1)
      }
    }
    return MeterReader.Surroundings(
      open: opening, wallClock: { wall.read() },
      pause: { nanoseconds in
        let until = monotonic.nowNanoseconds() + nanoseconds
        while monotonic.nowNanoseconds() < until { Thread.sleep(forTimeInterval: 0.02) }
      }, entropy: entropy)
  }
}
