import MeterCore

/// A charge point as a value: an agenda in virtual time in, messages out. No socket, no clock.
public struct SimulatedChargePoint: Sendable {
  /// What happens at a time.
  enum Happening: Equatable, Sendable {
    case connect
    case disconnect
    case boot(reason: String)
    case begin(tag: String)
    case end(reason: String)
    case aligned
    case sampled(transaction: Int)
    case exchangeMeter(microwattHours: Int64)
    case raw(String)
    case triggered(Triggered)
    case stop
  }

  /// Messages the central system can ask for.
  enum Triggered: Equatable, Sendable {
    case meterValues
    case status
    case heartbeat
  }

  /// A transaction as the charge point knows it.
  struct Session: Equatable, Sendable {
    var number: Int
    var tag: String
    /// 2.0.1.
    var sequence: Int64 = 0
  }

  public let configuration: SimulatorConfiguration
  var agenda: [(instant: Instant, order: Int, happening: Happening)] = []
  private var nextOrder = 0
  var meter: SimulatedMeter
  var session: Session?
  var lastTransaction = 0
  /// 1.6: ids given by the central system, by local number.
  var transactionIDs: [Int: Int64] = [:]
  public internal(set) var isOnline = false
  /// Messages made while offline, in order.
  var kept: [SimulatedMessage] = []
  var alignedSeconds: Int64
  var sampledSeconds: Int64
  /// Settings by their names, as the central system reads them back.
  var settings: [String: String] = [:]
  /// Limit in mW set by a charging profile.
  var limitMilliwatts: Int64?
  /// True time.
  public internal(set) var now: Instant

  /// Creates the charge point with the agenda of its scenario.
  public init(_ configuration: SimulatorConfiguration) {
    self.configuration = configuration
    now = configuration.start
    meter = SimulatedMeter(
      milliwatts: configuration.standbyMilliwatts, microwattHours: configuration.registerMicrowattHours,
      instant: configuration.start)
    alignedSeconds = configuration.alignedSeconds
    sampledSeconds = configuration.sampledSeconds
    planScenario()
  }

  /// When something happens next; nil when the scenario is over.
  public var nextInstant: Instant? { agenda.first?.instant }

  /// The energy register in µWh at the time reached.
  public var registerMicrowattHours: Int64 { meter.microwattHours }

  /// Lets the next thing happen; returns what is to be sent for it.
  public mutating func advance() -> [SimulatedMessage.Step] {
    guard !agenda.isEmpty else { return [] }
    let next = agenda.removeFirst()
    now = max(now, next.instant)
    meter.run(to: now)
    return happen(next.happening)
  }

  /// Takes the answer to a message: 1.6 transaction ids come with it.
  public mutating func answered(_ message: SimulatedMessage, _ payload: JSONValue) {
    if message.action == "StartTransaction", let number = message.transaction {
      transactionIDs[number] = payload["transactionId"]?.integer
    }
  }

  /// The payload as it goes out, with the transaction's id if it is known by now.
  public func payload(of message: SimulatedMessage) -> JSONValue {
    guard configuration.version == .v16, message.action != "StartTransaction",
      let number = message.transaction, let id = transactionIDs[number],
      case .object(var members) = message.payload
    else { return message.payload }
    members.append(.init(key: "transactionId", value: .integer(id)))
    return .object(members)
  }

  mutating func plan(_ instant: Instant, _ happening: Happening) {
    nextOrder += 1
    let index = agenda.firstIndex { $0.instant > instant } ?? agenda.endIndex
    agenda.insert((instant, nextOrder, happening), at: index)
  }

  mutating func unplan(where predicate: (Happening) -> Bool) { agenda.removeAll { predicate($0.happening) } }

  /// The charge point's own clock: with the scenario `drift` 7 s ahead and 500 ppm fast.
  var stamp: String {
    guard configuration.scenario == .drift else { return RFC3339.text(now) }
    let elapsed = now.nanoseconds - configuration.start.nanoseconds
    let milliseconds = 7000 + elapsed / 2_000_000_000
    return RFC3339.text(now.advanced(byNanoseconds: milliseconds * 1_000_000))
  }

  /// Sends now, or keeps for later.
  func delivered(_ message: SimulatedMessage, _ kept: inout [SimulatedMessage]) -> [SimulatedMessage.Step] {
    if isOnline { return [.call(message)] }
    kept.append(message)
    return []
  }

  mutating func deliver(_ messages: SimulatedMessage...) -> [SimulatedMessage.Step] {
    var steps: [SimulatedMessage.Step] = []
    for message in messages { steps += delivered(message, &kept) }
    return steps
  }

  func after(_ seconds: Int64) -> Instant { now.advanced(byNanoseconds: seconds * 1_000_000_000) }

  /// The next mark of the grid after now.
  func nextAligned() -> Instant { Instant(seconds: (now.seconds / alignedSeconds + 1) * alignedSeconds) }
}
