import Foundation
import MeterCore
import Settlement

/// One scenario on a real charge point while it runs: what came since it began, and waiting for what is to come.
struct LiveSession {
  /// Virtual meter, checks and evidence.
  var bench: ScenarioBench
  /// The connector under test.
  let unit: ScenarioUnit
  /// The load that the tester has set, in W; nil where it is not known.
  let watts: Int64?
  /// Events since the scenario began.
  private(set) var events: [LiveEvent] = []

  private let device: any LiveChargePoint
  private let timing: LiveTiming
  private var nextReading: Int
  private var nextEvent: Int
  private let firstFrame: Int

  init(
    bench: ScenarioBench, unit: ScenarioUnit, device: any LiveChargePoint, timing: LiveTiming, watts: Int64?
  ) async {
    self.bench = bench
    self.unit = unit
    self.device = device
    self.timing = timing
    self.watts = watts
    nextReading = await device.readings(from: 0).count
    nextEvent = await device.events(from: 0).count
    firstFrame = await device.frames(from: 0).count
  }

  /// The readings so far, in the order of arrival.
  var readings: [RegisterReading] { bench.transmissions.map(\.reading) }

  /// The charge point's own time: its newest stamp, seconds UTC.
  var deviceSeconds: Int64? { bench.newestSeconds }

  func count(of kind: String) -> Int { events.count { $0.kind == kind } }

  /// Takes in what came. True when a reading was among it.
  private mutating func poll() async -> Bool {
    let new = await device.readings(from: nextReading)
    nextReading += new.count
    let happened = await device.events(from: nextEvent)
    nextEvent += happened.count
    events += happened
    bench.deliver(new)
    return !new.isEmpty
  }

  /// Waits until `isDone`; asks for a reading where none comes by itself.
  mutating func wait(_ what: String, until isDone: (LiveSession) -> Bool) async throws {
    let began = timing.monotonicNanoseconds()
    var heard = began
    var asked = began
    while true {
      if await poll() { heard = timing.monotonicNanoseconds() }
      if isDone(self) { return }
      if timing.isStopped() {
        throw LiveFailure(description: "stopped by the tester while waiting for \(what)", isStopped: true)
      }
      let now = timing.monotonicNanoseconds()
      if Double(now - heard) / 1e9 > timing.silenceSeconds {
        throw LiveFailure(
          description: "no reading for \(Int(timing.silenceSeconds)) s while waiting for \(what)")
      }
      if Double(now - began) / 1e9 > timing.longestSeconds {
        throw LiveFailure(description: "\(what) did not come within \(Int(timing.longestSeconds)) s")
      }
      if Double(now - max(heard, asked)) / 1e9 > timing.askAfterSeconds {
        asked = now
        _ = await device.read()
      }
      try await timing.sleep(timing.pollNanoseconds)
    }
  }

  /// Waits until the charge point's own time has reached `second`.
  mutating func wait(untilSecond second: Int64) async throws {
    try await wait("a reading at \(UTCStamp.iso(second)) or later") { ($0.deviceSeconds ?? 0) >= second }
  }

  /// Waits for the next half hour of the charge point's own time and returns its start.
  mutating func waitForHalfHour() async throws -> Int64 {
    if deviceSeconds == nil { try await read("Read at the beginning") }
    let next = ((deviceSeconds ?? 0) / 1800 + 1) * 1800
    try await wait(untilSecond: next)
    return (deviceSeconds ?? next) / 1800 * 1800
  }

  /// Asks for the register now and notes it.
  mutating func read(_ label: String) async throws {
    let before = bench.transmissions.count
    let answer = await device.read()
    if !answer.isConfirmed { bench.evidence.steps.append("\(label): not given on request (\(answer.words))") }
    try await wait("a reading") { $0.bench.transmissions.count > before }
    note(label, readings[readings.count - 1])
  }

  /// Begins a session; returns its first read.
  mutating func start() async throws -> RegisterReading {
    try await command(
      "start", event: "transaction_started", context: .transactionBegin, label: "Start read, session started"
    ) { await $0.start() }
  }

  /// Ends the session; returns its last read.
  mutating func stop() async throws -> RegisterReading {
    try await command(
      "stop", event: "transaction_ended", context: .transactionEnd, label: "Final read, session stopped"
    ) { await $0.stop() }
  }

  private mutating func command(
    _ name: String, event: String, context: ReadingContext, label: String,
    _ body: (any LiveChargePoint) async -> LiveConfirmation
  ) async throws -> RegisterReading {
    _ = await poll()
    let before = (readings: bench.transmissions.count, events: count(of: event))
    let answer = await body(device)
    let number = bench.evidence.checks.count { $0.name.hasPrefix("remote \(name)") } + 1
    bench.evidence.checks.append(
      EvidenceCheck(
        "remote \(name) \(number) confirmed by the charge point", expected: "confirmed",
        found: answer.words, isPassed: answer.isConfirmed))
    guard answer.isConfirmed else {
      throw LiveFailure(description: "the charge point did not \(name) a session: \(answer.words)")
    }
    try await wait("the event \(event)") { $0.count(of: event) > before.events }
    func isRead(_ reading: RegisterReading) -> Bool { reading.context == context }
    // Some charge points send no register with the event itself: the next one counts then.
    try await wait("a reading of the \(name)") { $0.bench.transmissions.count > before.readings }
    let new = readings[before.readings...]
    let read =
      new.last(where: isRead) ?? (context == .transactionBegin ? new[new.startIndex] : new[new.endIndex - 1])
    note(label, read)
    return read
  }

  /// Leaves no session behind: one that this scenario began and did not end is stopped.
  mutating func leave() async {
    _ = await poll()
    guard count(of: "transaction_started") > count(of: "transaction_ended") else { return }
    let answer = await device.stop()
    bench.evidence.steps.append("The session that was still running was told to stop: \(answer.words)")
  }

  /// Notes a read as a step, as a screenshot would have shown it.
  mutating func note(_ label: String, _ reading: RegisterReading) {
    bench.evidence.steps.append(
      "\(label): \(reading.register.microwattHours / 1_000_000) Wh (\(reading.register.microwattHours) µWh), stamped \(UTCStamp.iso(reading.instant.seconds)), \(reading.context)"
    )
  }

  /// Ends the scenario: tables, curves, raw files.
  mutating func finish() async -> [String: Data] {
    _ = await poll()
    var raw = bench.finish()
    // The frames as they stood on the wire take the place of the simulator's list.
    raw["frames.log"] = nil
    raw["frames.jsonl"] = Self.lines(await device.frames(from: firstFrame))
    raw["events.jsonl"] = Self.lines(events.map(\.line))
    bench.evidence.rawFiles = raw.keys.sorted()
    return raw
  }

  private static func lines(_ lines: [String]) -> Data { Data(lines.map { $0 + "\n" }.joined().utf8) }
}
