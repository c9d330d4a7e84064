import MeterCore

/// Meters one charge point from what passes the proxy.
actor ProxyMeter {
  private let identity: String
  private let version: OCPPVersion?
  private let services: ChargePointServices
  private var dialogue: MeteringDialogue?

  init(identity: String, version: OCPPVersion?, services: ChargePointServices) {
    self.identity = identity
    self.version = version
    self.services = services
    dialogue = version.map {
      MeteringDialogue(chargePoint: identity, version: $0, book: services.transactions.book(of: identity))
    }
  }

  /// Takes a message of the charge point before it is forwarded.
  func fromChargePoint(_ text: [UInt8]) async {
    let now = services.time.utc()
    services.journal(text, .fromChargePoint, identity, version, at: now)
    guard var dialogue else { return }
    do {
      guard case .call(let id, let action, let payload) = try OCPPFrame(text: text) else { return }
      let metered = try dialogue.called(id: id, action: action, payload: payload, receivedAt: now)
      self.dialogue = dialogue
      await take(metered)
    } catch {
      services.log(identity, .frameRefused, ["reason": .string("\(error)"), "forwarded": true])
    }
  }

  /// Takes a message of the central system: its answers name the transactions.
  func fromCentral(_ text: [UInt8]) async {
    services.journal(text, .toChargePoint, identity, version, at: services.time.utc())
    guard var dialogue, case .result(let id, let payload)? = try? OCPPFrame(text: text) else { return }
    let metered = dialogue.answered(id: id, payload: payload)
    self.dialogue = dialogue
    await take(metered)
  }

  /// A sink that fails is logged as a gap; the operator's platform is not disturbed by it.
  private func take(_ metered: MeteringDialogue.Metered) async {
    for event in metered.events { services.log(identity, event.kind, event.details) }
    guard !metered.samples.isEmpty || !metered.transactions.isEmpty else { return }
    _ = await services.keep(metered.samples, metered.transactions, of: identity)
  }
}
