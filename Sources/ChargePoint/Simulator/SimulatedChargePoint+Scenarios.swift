import MeterCore

extension SimulatedChargePoint {
  /// Puts the scenario into the agenda.
  mutating func planScenario() {
    let length = configuration.durationSeconds
    func at(_ seconds: Int64) -> Instant {
      configuration.start.advanced(byNanoseconds: seconds * 1_000_000_000)
    }
    plan(at(0), .connect)
    plan(at(0), .boot(reason: "PowerUp"))
    if alignedSeconds > 0 { plan(nextAligned(), .aligned) }
    plan(at(length), .stop)
    let begin = min(300, length / 10)
    let end = length - min(300, length / 10)
    switch configuration.scenario {
    case .idle: break
    case .session, .drift:
      plan(at(begin), .begin(tag: "SIM-TAG"))
      plan(at(end), .end(reason: "Local"))
    case .offlineReplay:
      plan(at(begin), .begin(tag: "SIM-TAG"))
      plan(at(length / 3 + 7), .disconnect)
      plan(at(length * 2 / 3 + 11), .connect)
      plan(at(end), .end(reason: "Local"))
    case .resets:
      plan(at(begin), .begin(tag: "SIM-TAG"))
      plan(at(length / 3), .end(reason: "PowerLoss"))
      plan(at(length / 3), .disconnect)
      plan(at(length / 3 + 120), .exchangeMeter(microwattHours: 0))
      plan(at(length / 3 + 120), .connect)
      plan(at(length / 3 + 120), .boot(reason: "PowerUp"))
      plan(at(length / 3 + 180), .begin(tag: "SIM-TAG"))
      plan(at(length * 2 / 3), .end(reason: "Local"))
      plan(at(length * 2 / 3 + 60), .exchangeMeter(microwattHours: 87_654_321_000_000))
      plan(at(length * 2 / 3 + 120), .begin(tag: "SIM-TAG"))
      plan(at(end), .end(reason: "Local"))
    case .badFrames:
      plan(at(begin), .begin(tag: "SIM-TAG"))
      let bad = SimulatedChargePoint.badFrames
      for (index, text) in bad.enumerated() {
        let instant = at(begin + (end - begin) * Int64(index + 1) / Int64(bad.count + 1))
        plan(instant, .raw(text))
        // A central system bears only so many; a new connection begins the count again.
        if index % 3 == 2 {
          plan(instant, .disconnect)
          plan(instant, .connect)
        }
      }
      plan(at(end), .end(reason: "Local"))
    }
  }

  /// Texts that are no OCPP, or OCPP that cannot be accepted; none of them may cost a reading.
  static let badFrames = [
    "", "{", "[]", "[2]", "null", "[2,\"a\"]", "[9,\"a\",\"Heartbeat\",{}]", "[2,\"x\",\"Heartbeat\",[]]",
    "[2,7,\"Heartbeat\",{}]", "[3,\"never-asked\",{}]", "[4,\"never-asked\",\"GenericError\",\"\",{}]",
    "[2,\"b1\",\"NoSuchAction\",{}]", "[2,\"b2\",\"MeterValues\",{}]",
    "[2,\"b3\",\"MeterValues\",{\"connectorId\":1,\"evseId\":1,\"meterValue\":[{\"timestamp\":\"yesterday\",\"sampledValue\":[{\"value\":\"1\"}]}]}]",
    "[2,\"b4\",\"MeterValues\",{\"connectorId\":1,\"evseId\":1,\"meterValue\":[{\"timestamp\":\"2026-01-05T10:30:00Z\",\"sampledValue\":[{\"value\":\"12,5\"}]}]}]",
    "[2,\"b5\",\"Heartbeat\",{\"a\":1,\"a\":2}]",
    "[2,\"b6\",\"Heartbeat\"," + String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
      + "]",
  ]

  mutating func happen(_ happening: Happening) -> [SimulatedMessage.Step] {
    switch happening {
    case .connect:
      isOnline = true
      let replayed = kept.map {
        SimulatedMessage.Step.call(configuration.version == .v201 ? offline($0) : $0)
      }
      kept = []
      return [.connect] + replayed
    case .disconnect:
      isOnline = false
      return [.disconnect]
    case .boot(let reason): return deliver(bootNotification(reason), status("Available"))
    case .begin(let tag): return begin(tag)
    case .end(let reason): return end(reason)
    case .aligned:
      if alignedSeconds > 0 { plan(nextAligned(), .aligned) }
      return deliver(reading(context: "Sample.Clock"))
    case .sampled(let number):
      guard let session, session.number == number else { return [] }
      if sampledSeconds > 0 { plan(after(sampledSeconds), .sampled(transaction: number)) }
      return deliver(reading(context: "Sample.Periodic"))
    case .exchangeMeter(let microwattHours):
      meter.exchange(microwattHours: microwattHours)
      return []
    case .raw(let text): return isOnline ? [.raw(text)] : []
    case .triggered(.meterValues): return deliver(reading(context: "Trigger"))
    case .triggered(.status): return deliver(status(session == nil ? "Available" : occupied))
    case .triggered(.heartbeat): return deliver(SimulatedMessage(action: "Heartbeat", payload: [:]))
    case .stop:
      agenda = []
      let last = session == nil ? [] : end("Local")
      return last + [.disconnect]
    }
  }

  mutating func begin(_ tag: String) -> [SimulatedMessage.Step] {
    guard session == nil else { return [] }
    lastTransaction += 1
    session = Session(number: lastTransaction, tag: tag)
    let first = deliver(authorize(tag), status(occupied))
    let started = deliver(startMessage(tag))
    setLoad()
    if sampledSeconds > 0 { plan(after(sampledSeconds), .sampled(transaction: lastTransaction)) }
    return first + started
  }

  mutating func end(_ reason: String) -> [SimulatedMessage.Step] {
    guard let session else { return [] }
    let message = stopMessage(reason)
    self.session = nil
    unplan { $0 == .sampled(transaction: session.number) }
    setLoad()
    return deliver(message, status("Available"))
  }

  /// The load that follows from session and limit.
  mutating func setLoad() {
    let wanted = session == nil ? configuration.standbyMilliwatts : configuration.chargingMilliwatts
    meter.milliwatts = min(wanted, limitMilliwatts ?? wanted)
  }

  private var occupied: String { configuration.version == .v16 ? "Charging" : "Occupied" }

  /// 2.0.1: a message made offline says so.
  private func offline(_ message: SimulatedMessage) -> SimulatedMessage {
    guard message.action == "TransactionEvent", case .object(var members) = message.payload else {
      return message
    }
    members.append(.init(key: "offline", value: true))
    var copy = message
    copy.payload = .object(members)
    return copy
  }
}
