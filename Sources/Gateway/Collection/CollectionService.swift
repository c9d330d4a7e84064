import Archive
import Foundation
import Instation
import LinuxHAL
import Logging
import MeterCore
import ServiceLifecycle
import Synchronization

/// Reads a gateway's meters by their schedule until graceful shutdown.
public final class CollectionService: Service {
  /// The archive, and where it is.
  public let archive: MeterArchive
  private let meters: [CollectedMeter]
  private let collection: BoardCollection
  private let service: MeterService?
  private let logger: Logger
  private let wall: @Sendable () -> Int64
  private let isEnding = Mutex(false)
  private let progress: Mutex<[String: CollectionSchedule.Progress]>
  private let running = Mutex((names: Set<String>(), batches: 0))
  private let shown = Mutex((statuses: [MeterStatus](), isCurrent: false))

  /// Opens the meters file and the archive.
  ///
  /// - Parameter wall: UTC seconds.
  public init(
    _ service: MeterService?, board: Board, collection: BoardCollection, folder: DataFolder, logger: Logger,
    wall: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
  ) throws {
    let file = try CollectionFile(path: collection.metersFile)
    meters = file.meters
    for item in collection.reconciled where !meters.contains(where: { $0.name == item.meter }) {
      throw BoardFileError(
        file: collection.metersFile, line: 0, column: 0,
        reason: "there is no meter '\(item.meter)', which the board reconciles with channel '\(item.channel)'"
      )
    }
    archive = try MeterArchive(
      path: collection.archive ?? file.archive ?? folder.path + "/collection.sqlite")
    self.collection = collection
    self.service = service
    self.logger = logger
    self.wall = wall
    // What was read before a restart counts.
    var known: [String: CollectionSchedule.Progress] = [:]
    for status in try archive.status() { known[status.name] = status.progress }
    progress = Mutex(known)
  }

  /// How the meters stand, in the file's order.
  public var status: [MeterStatus] {
    if let current = shown.withLock({ $0.isCurrent ? $0.statuses : nil }) { return current }
    shown.withLock { $0.isCurrent = true }
    let known = (try? archive.status()) ?? []
    let statuses = meters.map { meter in
      known.first { $0.name == meter.name }
        ?? MeterStatus(name: meter.name, target: "\(meter.installation.target)")
    }
    shown.withLock { $0.statuses = statuses }
    return statuses
  }

  /// Age of a newest period that is not in order any more, in seconds.
  public var staleSeconds: Int64 { Int64(collection.staleMinutes) * 60 }

  public func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      await self.follow()
    } onCancelOrGracefulShutdown: {
      self.isEnding.withLock { $0 = true }
    }
  }

  private func follow() async {
    while !isEnding.withLock({ $0 }) && !Task.isCancelled {
      launchDue()
      try? await Task.sleep(for: .milliseconds(250))
    }
    // What is under way stops at its next part, and what is sure of it is kept. A meter that is silent is not waited for:
    // its read stands in the archive as unfinished.
    for _ in 0..<60 where running.withLock({ $0.batches > 0 }) { await pause() }
  }

  /// A short pause that cancellation does not cut.
  private func pause() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { continuation.resume() }
    }
  }

  /// Begins to read every meter that needs it now: a meter that takes long, or is dead, keeps no other waiting, but for
  /// those on its port.
  private func launchDue() {
    let now = wall()
    for batch in take(
      progress.withLock { progress in
        meters.compactMap { meter in
          collection.schedule.need(progress[meter.name] ?? .init(), now: now).map { (meter, $0) }
        }
      })
    {
      Task.detached { await self.read(batch, now: now) }
    }
  }

  private typealias Batch = [(meter: CollectedMeter, kind: CollectionSchedule.Kind)]

  /// Chooses what can begin; meters of one port stand in one batch.
  private func take(_ due: Batch) -> [Batch] {
    running.withLock { running in
      let busy = Set(
        meters.filter { running.names.contains($0.name) }.compactMap(\.installation.target.sharedPort))
      var batches: [Batch] = []
      var ports: [String: Int] = [:]
      for item in due where !running.names.contains(item.meter.name) {
        let port = item.meter.installation.target.sharedPort
        if let port, busy.contains(port) { continue }
        if let port, let place = ports[port] {
          batches[place].append(item)
          running.names.insert(item.meter.name)
          continue
        }
        guard running.batches < collection.parallel else { continue }
        if let port { ports[port] = batches.count }
        batches.append([item])
        running.names.insert(item.meter.name)
        running.batches += 1
      }
      return batches
    }
  }

  private func read(_ batch: Batch, now: Int64) async {
    let before = await service?.snapshot()
    let kinds = Dictionary(uniqueKeysWithValues: batch.map { ($0.meter.name, $0.kind) })
    let wanted = batch.map { item in
      request(item.meter, item.kind, (try? archive.status(of: item.meter.name))?.first, now: now)
    }
    var watch = MeterCollector.Watch()
    watch.done = { [self] outcome in ended(outcome, kinds[outcome.name] ?? .daily, began: now) }
    let collector = MeterCollector(
      archive: archive, watch: watch, schedule: { kinds[$0]?.rawValue ?? "" },
      isCancelled: { [self] in isEnding.withLock { $0 } })
    let outcomes = await withCheckedContinuation {
      (continuation: CheckedContinuation<[CollectionOutcome], Never>) in
      let thread = Thread { continuation.resume(returning: collector.collect(wanted, parallel: 1)) }
      thread.name = "collection"
      thread.start()
    }
    if let before, let after = await service?.snapshot() {
      reconcile(outcomes, before: before, after: after)
    }
    running.withLock { running in
      running.batches -= 1
      for item in batch { running.names.remove(item.meter.name) }
    }
  }

  private func ended(_ outcome: CollectionOutcome, _ kind: CollectionSchedule.Kind, began: Int64) {
    let now = wall()
    progress.withLock { progress in
      var mine = progress[outcome.name] ?? .init()
      mine.lastAttempt = now
      if outcome.reading != nil {
        mine.failures = 0
        mine.lastComplete = began
        if kind == .daily { mine.lastDaily = began }
      } else {
        mine.failures += 1
      }
      progress[outcome.name] = mine
    }
    if let failure = outcome.failure {
      logger.warning("collection", metadata: ["meter": "\(outcome.name)", "failure": "\(failure)"])
    } else {
      logger.info(
        "collection",
        metadata: [
          "meter": "\(outcome.name)", "schedule": "\(kind.rawValue)", "new": "\(outcome.counts?.new ?? 0)",
        ])
    }
    shown.withLock { $0.isCurrent = false }
  }

  /// What is asked of a meter: from its newest kept period on, no further back than is to be caught up.
  private func request(
    _ meter: CollectedMeter, _ kind: CollectionSchedule.Kind, _ status: MeterStatus?, now: Int64
  ) -> CollectedMeter {
    var meter = meter
    if kind == .halfHourly {
      meter.request.clock = false
      meter.request.events = false
      meter.request.registers = collection.reconciled.contains { $0.meter == meter.name }
    }
    guard var wish = meter.request.profile else { return meter }
    let limit = now - Int64(collection.catchUpDays) * 86_400
    let newest = status?.newestEndSeconds
    switch (kind, wish.span) {
    case (.halfHourly, _):
      // Without anything kept the whole of what is to be caught up is asked for.
      wish.span = .between(max(newest ?? limit, limit), 4_102_444_800)
    case (.daily, .lastDays(let days)):
      let wanted = min(newest ?? limit, now - Int64(days) * 86_400)
      wish.span = .between(max(wanted, limit), 4_102_444_800)
    case (.daily, .between): break
    }
    meter.request.profile = wish
    return meter
  }

  /// Compares the channels' pulses with the registers that were read.
  private func reconcile(_ outcomes: [CollectionOutcome], before: MeterSnapshot, after: MeterSnapshot) {
    for item in collection.reconciled {
      guard let outcome = outcomes.first(where: { $0.name == item.meter }), let reading = outcome.reading,
        let index = after.channels.firstIndex(where: { $0.name == item.channel }),
        index < before.channels.count,
        let register = reading.registers.first(where: { $0.object.name == item.register }),
        let value = register.value, let scale = register.scale, let at = reading.registersSeconds
      else { continue }
      do {
        let booked = try archive.reconcile(
          PulseObservation(
            meter: item.meter, register: item.register.text, channel: item.channel, seconds: at, value: value,
            scaler: scale.scaler, pulsesBefore: before.channels[index].pulses,
            pulsesAfter: after.channels[index].pulses, pulse: after.channels[index].pulse))
        guard booked.isWorthTelling else { continue }
        logger.warning(
          "reconciliation",
          metadata: ["channel": "\(item.channel)", "meter": "\(item.meter)", "verdict": "\(booked.words)"])
      } catch {
        logger.error("reconciliation", metadata: ["channel": "\(item.channel)", "failure": "\(error)"])
      }
    }
  }
}
