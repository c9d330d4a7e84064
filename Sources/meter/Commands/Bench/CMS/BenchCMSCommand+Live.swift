import Bench
import ChargePoint
import Foundation
import Settlement

extension BenchCMSCommand {
  /// Waits for the charge point, runs what it can play, and takes the listener down again.
  func runLive(
    _ listen: String, _ identity: String, _ scenarios: [Scenario], policy: CMSPolicy,
    meterIDs: MeterIDRegister?, startedAt: Int64, version: String, progress: @escaping (EvidenceCase) -> Void
  ) async throws -> (pack: EvidencePack, raw: [String: [String: Data]]) {
    Interruption.listen()
    let entry = try live.entry(identity, in: meterIDs)
    let journal = FileManager.default.temporaryDirectory
      .appendingPathComponent("bench-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: journal) }
    let device = try ListeningChargePoint(
      live.configuration(listen), identity: identity, connector: live.connector, tag: live.tag,
      journalPath: journal, policy: policy, isAccelerated: live.accelerated)
    var bench = LiveCMSBench(policy: policy, device: device, entry: entry, timing: timing, watts: live.watts)
    bench.timing.silenceSeconds = live.silence
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { [json] in
        do {
          try await device.server.run { port in
            if !json { print("listening on \(listen.prefix { $0 != ":" }):\(port) for \(identity)") }
          }
        } catch is CancellationError {
        } catch { throw CommandFailure(.device, "\(listen): \(error)") }
      }
      defer { tasks.cancelAll() }
      // A listener that cannot be made ends the wait.
      tasks.addTask { [wait = live.wait] in
        try await Self.connect(device, identity, withinSeconds: wait)
      }
      try await tasks.next()
      return await bench.run(
        scenarios, mode: mode, tester: evidence.tester, witness: evidence.witness, startedAt: startedAt,
        version: version,
        progress: progress)
    }
  }

  private var timing: LiveTiming {
    let time = TimeSource.system
    var timing = LiveTiming(monotonicNanoseconds: time.monotonicNanoseconds, sleep: time.sleep)
    timing.isStopped = { Interruption.isWanted }
    if live.accelerated {
      timing.pollNanoseconds = 5_000_000
      timing.askAfterSeconds = 1
    }
    return timing
  }

  /// Waits until the charge point is there and knows what to send.
  private static func connect(
    _ device: ListeningChargePoint, _ identity: String, withinSeconds wait: Double
  ) async throws {
    let time = TimeSource.system
    let began = time.monotonicNanoseconds()
    func elapsed() -> Double { Double(time.monotonicNanoseconds() - began) / 1e9 }
    while await !device.isConnected {
      if Interruption.isWanted { throw CommandFailure(.device, "stopped before '\(identity)' connected") }
      guard elapsed() < wait else {
        throw CommandFailure(
          .device,
          "'\(identity)' did not connect within \(Int(wait)) s; let it connect to ws://ADDRESS:PORT/\(identity)"
        )
      }
      try await time.sleep(50_000_000)
    }
    let arrived = elapsed()
    var wasAsked = false
    while !device.isConfigured, elapsed() - arrived < 30 {
      // One that was connected a moment ago does not boot again by itself.
      if !wasAsked, elapsed() - arrived > 5 {
        wasAsked = true
        await device.askToBoot()
      }
      try await time.sleep(50_000_000)
    }
  }
}
