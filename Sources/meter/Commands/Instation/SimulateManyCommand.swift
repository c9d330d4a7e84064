import ArgumentParser
import COSEM
import Dispatch
import Foundation
import HAL
import Outstation
import OutstationService
import Synchronization

/// Many meters in one process, each on a port and with a serial number of its own: for load tests of readers.
struct SimulateManyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "many",
    abstract: "Be many meters on loopback TCP, one port each, for load tests of readers.",
    shouldDisplay: false)

  @Option(help: "How many.") var count = 10
  @Option(help: "Days of data.") var days = 2
  @Option(help: "The meters' time at the start, UTC; default: now.") var clock: UTCOption?
  @Option(help: "Write what the meters hold to FILE, a JSON object a line.") var truth: String?

  func run() throws {
    guard (1...1000).contains(count), (1...100).contains(days) else {
      throw CommandFailure(.usage, "--count is 1 to 1000, --days 1 to 100")
    }
    let start = clock?.seconds ?? Int64(Date().timeIntervalSince1970)
    let results = Mutex((ports: [Int: UInt16](), truths: [Int: Data](), failure: String?.none))
    let ready = DispatchSemaphore(value: 0)
    let keepsTruth = truth != nil
    let days = self.days
    for index in 0..<count {
      let thread = Thread {
        var meter = SimulatedMeter(.cop, days: days, startSeconds: start, seed: UInt64(index + 1))
        let serial = Array("7\(1_000_000 + index)".utf8)
        meter.identity.serial = ShortText(serial.span.bytes)
        let truth = keepsTruth ? try? JSONEncoder().encode(SimulationTruth(meter)) : nil
        var settings = OutstationSettings()
        try? settings.setPasswords(["level1", "level2", "level3", "level4"], from: "passwords")
        let server = OutstationServer(
          SharedOutstation(meter: meter, settings: settings, personality: .codeOfPractice), kind: .wrapper,
          rules: LineRules())
        do {
          let port = try server.listen(address: "127.0.0.1", port: 0)
          results.withLock {
            $0.ports[index] = port
            $0.truths[index] = truth
          }
        } catch { results.withLock { $0.failure = "\(error)" } }
        ready.signal()
        server.run { false }
      }
      thread.stackSize = 2 << 20
      thread.start()
    }
    for _ in 0..<count { ready.wait() }
    let (ports, truths, failure) = results.withLock { ($0.ports, $0.truths, $0.failure) }
    if let failure { throw CommandFailure(.device, failure) }
    if let truth {
      let lines = (0..<count).compactMap { truths[$0].map { String(decoding: $0, as: UTF8.self) } }
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: truth))
    }
    print("ready on " + (0..<count).compactMap { ports[$0].map(String.init) }.joined(separator: " "))
    while true { sleep(3600) }
  }
}
