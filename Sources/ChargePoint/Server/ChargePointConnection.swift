import MeterCore
import NIOCore
import NIOWebSocket

/// One connected charge point: its session, the calls to it, and the socket.
actor ChargePointConnection {
  /// Numbers of a connection, for the operator's list.
  struct Counters: Sendable {
    var received = 0
    var sent = 0
    var samples = 0
    var throttledNanoseconds: Int64 = 0
  }

  /// Why the session is ended from this side.
  struct Ending: Error {
    var code: WebSocketErrorCode
    var reason: String
  }

  nonisolated let identity: String
  nonisolated let version: OCPPVersion
  nonisolated let connectedAt: Instant
  private let services: ChargePointServices
  private let writer: WebSocketWriter
  private let channel: any Channel
  private var session: CentralSystemSession
  private var calls: OutgoingCalls<Int64>
  private var waiting: [Int64: CheckedContinuation<Answer, Never>] = [:]
  private var nextTicket: Int64
  private var configuration: Task<Void, Never>?
  private(set) var counters = Counters()

  /// What came of one of our calls.
  private enum Answer: Sendable {
    case frame(request: OCPPFrame, response: OCPPFrame)
    case timedOut(request: OCPPFrame)
    case disconnected
    case queueFull
  }

  init(
    identity: String, version: OCPPVersion, rules: CentralSystemRules, services: ChargePointServices,
    writer: WebSocketWriter, channel: any Channel
  ) {
    self.identity = identity
    self.version = version
    self.services = services
    self.writer = writer
    self.channel = channel
    let now = services.time.utc()
    connectedAt = now
    session = CentralSystemSession(
      chargePoint: identity, version: version, rules: rules, book: services.transactions.book(of: identity))
    // Unique over connections: an answer of an earlier connection can never match.
    calls = OutgoingCalls(
      prefix: String(now.nanoseconds / 1_000_000, radix: 36) + "-",
      timeoutNanoseconds: Int64(rules.callTimeoutSeconds) * 1_000_000_000)
    // Profile and remote-start ids are 32-bit numbers that should differ from command to command.
    nextTicket = now.seconds % 1_000_000_000
  }

  /// Open transactions, for the operator's list.
  var openTransactions: [TransactionBook.Entry] { session.dialogue.book.open }

  /// Takes one message; its readings are kept before it is answered.
  func receive(_ text: [UInt8]) async throws {
    let now = services.time.utc()
    counters.received += 1
    services.journal(text, .fromChargePoint, identity, version, at: now)
    let reaction = session.receive(text, at: now)
    for event in reaction.events { services.log(identity, event.kind, event.details) }
    if let answered = reaction.answered { complete(answered) }
    var answer = reaction.answer
    if !reaction.samples.isEmpty || !reaction.transactions.isEmpty {
      counters.samples += reaction.samples.count
      if await !services.keep(reaction.samples, reaction.transactions, of: identity), let id = answer?.id {
        answer = CentralSystemSession.notKept(id: id)
      }
    }
    if let answer { try await send(answer) }
    if let reason = reaction.closeReason { throw Ending(code: .policyViolation, reason: reason) }
    if reaction.hasBooted { startConfiguring() }
  }

  /// Counts the time a fast sender was held back.
  func throttled(nanoseconds: Int64) {
    if counters.throttledNanoseconds == 0 {
      services.log(identity, .throttled, ["wait_ms": .integer(nanoseconds / 1_000_000)])
    }
    counters.throttledNanoseconds += nanoseconds
  }

  /// Puts a command to the charge point and waits for what comes of it.
  func perform(_ command: ChargePointCommand) async -> CommandOutcome {
    nextTicket += 1
    let ticket = nextTicket
    let request: (action: String, payload: JSONValue)
    do throws(ChargePointCommand.RequestError) {
      request = try command.request(
        version, book: session.dialogue.book, number: ticket, now: services.time.utc())
    } catch {
      return CommandOutcome(
        chargePoint: identity, command: command.name, ending: .notSent, explanation: error.description)
    }
    let answer = await withCheckedContinuation { continuation in
      guard calls.submit(action: request.action, payload: request.payload, ticket: ticket) else {
        continuation.resume(returning: Answer.queueFull)
        return
      }
      waiting[ticket] = continuation
      depart()
    }
    let outcome = outcome(command, answer)
    let kind: ChargePointEvent.Kind = outcome.ending == .confirmed ? .commandConfirmed : .commandFailed
    services.log(identity, kind, outcome.json)
    return outcome
  }

  /// Ends what is waiting: the socket is closed.
  func ended() {
    configuration?.cancel()
    for ticket in calls.abandon() { waiting.removeValue(forKey: ticket)?.resume(returning: .disconnected) }
  }

  /// Closes the socket: another connection has taken this identity.
  nonisolated func replace() {
    let frame = WebSocketFrame.close(.normalClosure, "replaced by a newer connection")
    channel.writeAndFlush(frame).whenComplete { _ in self.channel.close(promise: nil) }
  }

  private func send(_ frame: OCPPFrame) async throws {
    let text = Array(frame.text.utf8)
    services.journal(text, .toChargePoint, identity, version, at: services.time.utc())
    counters.sent += 1
    try await writer.write(.text(text))
  }

  private func depart() {
    guard let departure = calls.depart(nowNanoseconds: services.time.monotonicNanoseconds()) else { return }
    Task {
      // A failed write shows as the end of the connection, which ends the call.
      try? await self.send(departure.frame)
      let wait = departure.deadlineNanoseconds - services.time.monotonicNanoseconds()
      try? await services.time.sleep(max(wait, 0) + 1_000_000)
      self.expire()
    }
  }

  private func expire() {
    guard let call = calls.expire(nowNanoseconds: services.time.monotonicNanoseconds()) else { return }
    waiting.removeValue(forKey: call.ticket)?.resume(returning: .timedOut(request: call.departure.frame))
    depart()
  }

  private func complete(_ response: OCPPFrame) {
    guard let call = calls.answered(id: response.id) else {
      services.log(
        identity, .frameRefused, ["reason": "an answer to no open call", "id": .string(response.id)])
      return
    }
    waiting.removeValue(forKey: call.ticket)?.resume(
      returning: .frame(request: call.departure.frame, response: response))
    depart()
  }

  private func startConfiguring() {
    configuration?.cancel()
    configuration = Task {
      var accepted = 0
      let settings = session.rules.settings(version)
      for setting in settings {
        if Task.isCancelled { return }
        let outcome = await self.perform(.configure(key: setting.key, value: setting.value))
        if outcome.ending == .disconnected { return }
        if outcome.ending == .confirmed { accepted += 1 }
      }
      guard !settings.isEmpty else { return }
      // What the charge point says it does now, for the evidence.
      let readBack = await self.perform(.configuration(keys: settings.map(\.key)))
      services.log(
        identity, .configured,
        .members(
          ("accepted", .integer(accepted)), ("asked", .integer(settings.count)),
          ("read_back", readBack.response.map { .string($0.text) })))
    }
  }

  private func outcome(_ command: ChargePointCommand, _ answer: Answer) -> CommandOutcome {
    var outcome = CommandOutcome(chargePoint: identity, command: command.name, ending: .disconnected)
    switch answer {
    case .frame(let request, let response):
      outcome.request = request
      outcome.response = response
      switch response {
      case .result(_, let payload):
        outcome.ending = command.isConfirmed(by: payload) ? .confirmed : .declined
        outcome.explanation = payload["status"]?.text ?? ""
      case .error(_, let error):
        outcome.ending = .failed
        outcome.explanation = "\(error.code.rawValue): \(error.summary)"
      case .call: outcome.ending = .failed
      }
    case .timedOut(let request):
      outcome.request = request
      outcome.ending = .timedOut
      outcome.explanation = "no answer within \(session.rules.callTimeoutSeconds) s"
    case .disconnected: outcome.explanation = "the connection ended before the answer"
    case .queueFull:
      outcome.ending = .notSent
      outcome.explanation = "too many commands are waiting for this charge point"
    }
    return outcome
  }
}
