import GBCS
import MeterCore

/// The meter's own party register, counters and access matrix decide. As long as no broker is in its key slot the
/// meter knows nobody, and the endpoint's parties and counters are used.
extension LiveESME where Memory: ~Copyable {
  public var keySlots: RemoteParties? {
    let parties = meter.state.parties
    let broker = parties.keyHolders[Int(KeySlot.accessControlBroker.rawValue)].identity
    guard broker != 0 else { return nil }
    func entity(_ identity: UInt64) -> EntityIdentifier? { identity == 0 ? nil : EntityIdentifier(identity) }
    func holder(_ party: Party) -> EntityIdentifier? { entity(parties.entries[Int(party.rawValue)].identity) }
    return RemoteParties(
      broker: EntityIdentifier(broker), supplier: holder(.importSupplier),
      networkOperator: holder(.networkOperator),
      loadController: entity(parties.keyHolders[Int(KeySlot.loadController.rawValue)].identity),
      secondaryExportSupplier: meter.isMeasured(.secondaryActiveExport)
        ? holder(.secondaryExportSupplier) : nil)
  }

  public func lastCounter(of party: EntityIdentifier) -> UInt64? {
    keySlots == nil ? nil : meter.state.parties.highestCounter(of: party.value)
  }

  public func admit(_ command: AdmittedCommand) throws(CommandRefusal) {
    guard let keySlots else { return }
    let isThroughBroker = command.supplementaryParty != nil
    let claim = RemoteCommand(
      identity: command.party.value,
      counter: isThroughBroker ? command.supplementaryCounter ?? 0 : command.counter,
      broker: isThroughBroker ? keySlots.broker.value : 0, brokerCounter: command.counter,
      isSigned: command.isSigned, messageCode: command.useCase.code.value)
    guard let refusal = meter.admit(claim, to: PartyService(command.useCase)) else { return }
    hasLoggedRefusal = true
    switch refusal {
    case .storageFailed: throw .storageFailed
    case .replayed:
      throw .replayed(
        command.party, counter: claim.counter,
        last: meter.state.parties.highestCounter(of: command.party.value))
    case .unknownOriginator:
      throw .partyNotPermitted(command.party, useCase: command.useCase.name, reason: "it is no party of it")
    case .notPermitted:
      throw .partyNotPermitted(
        command.party, useCase: command.useCase.name, reason: "its part has no right to this service")
    case .signatureRequired:
      throw .partyNotPermitted(
        command.party, useCase: command.useCase.name, reason: "the service takes a signed command")
    case .notSupported:
      throw .partyNotPermitted(
        command.party, useCase: command.useCase.name, reason: "the meter does not have it")
    }
  }

  public func nextOwnCounter() -> UInt64? { keySlots == nil ? nil : meter.nextOwnCounter() }

  public func note(_ refusal: CommandRefusal, messageCode: MessageCode?) {
    defer { hasLoggedRefusal = false }
    guard !hasLoggedRefusal, keySlots != nil, let event = refusal.event else { return }
    meter.noteSecurityEvent(event, messageCode: messageCode?.value ?? 0, at: tick)
  }
}
