import HAL

/// Who may do what.
extension TwinElementMeter where Memory: ~Copyable {
  /// Puts a party's identity (EUI-64; 0 for nobody) in its place. A change of a supplier takes a billing row first.
  public mutating func assign(_ identity: UInt64, to party: Party, at tick: Tick) {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    let old = state.parties.entries[Int(party.rawValue)].identity
    guard old != identity else { return }
    if party.isSupplier && old != 0 && state.clock.quality != .unset {
      takeBillingRow(.supplierChanged, seconds: nowSeconds)
    }
    state.parties.assign(identity, to: party)
    record(.security, EventCode.credentialsUpdated, detail: UInt16(party.rawValue))
    save()
  }

  /// Puts an identity (EUI-64; 0 for nobody) in a key slot.
  public mutating func assign(_ identity: UInt64, to slot: KeySlot, at tick: Tick) {
    pass(to: tick)
    if state.lastTick < tick { state.lastTick = tick }
    guard state.parties.keyHolders[Int(slot.rawValue)].identity != identity else { return }
    state.parties.assign(identity, to: slot)
    record(.security, EventCode.credentialsUpdated, detail: 0x100 + UInt16(slot.rawValue))
    save()
  }

  /// Sets or clears an MPAN; false for the secondary export slot without its capability.
  public mutating func setMPAN(_ mpan: MPAN?, in slot: MPANSlot, at tick: Tick) -> Bool {
    if slot == .secondaryExport && !configuration.capabilities.contains(.secondaryExport) { return false }
    pass(to: tick)
    state.parties.mpans[Int(slot.rawValue)] = mpan?.number ?? 0
    return commit()
  }

  /// Decides a request. The places an identity holds are tried in turn, so one company may be several parties.
  ///
  /// - Parameters:
  ///   - counter: the originator counter of a command; it must be above the last one, and is durable before this
  ///     returns. Nil for a request that carries none (a local reader).
  ///   - isSigned: the request carried a signature that verifies with the key in the party's slot.
  public mutating func authorise(
    _ service: PartyService, from identity: UInt64, counter: UInt64?, isSigned: Bool, messageCode: UInt16 = 0
  ) -> AccessDecision {
    let decision = judge(service, from: identity, isSigned: isSigned)
    if case .refused(let refusal) = decision { return refuse(refusal, messageCode) }
    guard let counter else { return decision }
    guard state.parties.accept(counter, from: identity) else { return refuse(.replayed, messageCode) }
    return commit() ? decision : .refused(.storageFailed)
  }

  /// Decides a protected command and takes its counters, the broker's too, before anything is done: both are durable
  /// when this returns nil.
  ///
  /// - Parameter service: nil for one outside the access matrix, which the caller has judged by role; the
  ///   identity must then hold a place of the meter.
  public mutating func admit(_ command: RemoteCommand, to service: PartyService?) -> AccessRefusal? {
    var refusal: AccessRefusal?
    if let service {
      if case .refused(let reason) = judge(service, from: command.identity, isSigned: command.isSigned) {
        refusal = reason
      }
    } else if !state.parties.isKnown(command.identity) {
      refusal = .unknownOriginator
    }
    if command.broker != 0
      && command.broker != state.parties.keyHolders[Int(KeySlot.accessControlBroker.rawValue)].identity
    {
      refusal = .unknownOriginator
    }
    // Both counters are judged before one of them moves.
    if refusal == nil,
      command.counter <= state.parties.highestCounter(of: command.identity)
        || (command.broker != 0
          && command.brokerCounter <= state.parties.highestCounter(of: command.broker))
    {
      refusal = .replayed
    }
    if let refusal {
      _ = refuse(refusal, command.messageCode)
      return refusal
    }
    _ = state.parties.accept(command.counter, from: command.identity)
    if command.broker != 0 { _ = state.parties.accept(command.brokerCounter, from: command.broker) }
    return commit() ? nil : .storageFailed
  }

  /// The next counter of the meter's own, durable before it is used; nil when the memory failed.
  public mutating func nextOwnCounter() -> UInt64? {
    state.parties.givenCounter += 1
    return commit() ? state.parties.givenCounter : nil
  }

  /// What `authorise` would decide, without a counter and without a trace.
  public func judge(_ service: PartyService, from identity: UInt64, isSigned: Bool) -> AccessDecision {
    guard identity != 0 else { return .refused(.unknownOriginator) }
    if service.isProvisional && !isSupported(service) { return .refused(.notSupported) }
    var refusal = AccessRefusal.unknownOriginator
    for number in 0..<UInt8(Party.count) where state.parties.entries[Int(number)].identity == identity {
      guard let party = Party(rawValue: number) else { continue }
      switch AccessMatrix.right(of: party, to: service) {
      case .permitted, .asUnknownParty: return .granted(party, isProvisional: false)
      case .provisional:
        if isSigned || !isCritical(service) { return .granted(party, isProvisional: true) }
        refusal = .signatureRequired
      case .signed:
        if isSigned { return .granted(party, isProvisional: false) }
        refusal = .signatureRequired
      case .refused: if refusal == .unknownOriginator { refusal = .notPermitted }
      }
    }
    return .refused(refusal)
  }

  private func isSupported(_ service: PartyService) -> Bool {
    let isWrite = service == .setSecondaryExportTariff || service == .setSecondaryExportPrice
    return configuration.capabilities.contains(.secondaryExport)
      && (!isWrite || configuration.capabilities.contains(.exportTariffWrites))
  }

  private func isCritical(_ service: PartyService) -> Bool {
    (service == .setSecondaryExportTariff || service == .setSecondaryExportPrice)
      && configuration.capabilities.contains(.exportTariffWritesAreCritical)
  }

  private mutating func refuse(_ refusal: AccessRefusal, _ messageCode: UInt16) -> AccessDecision {
    let code: UInt16
    switch refusal {
    case .unknownOriginator: code = EventCode.unauthorisedAccess
    case .signatureRequired, .replayed: code = EventCode.authenticationFailure
    case .notPermitted, .notSupported, .storageFailed: code = EventCode.noAuthority
    }
    record(.security, code, detail: messageCode)
    return .refused(refusal)
  }
}
