import Crypto

@testable import GBCS

/// A meter and its parties with keys of their own, and commands as they would send them.
struct CommandFactory {
  private(set) var keys: KeyRing
  var counter: UInt64 = 1000
  static let exporter = EntityIdentifier(0x90b3_d51f_3009_0000)

  init() {
    var keys = KeyRing()
    for entity in [
      EntityIdentifier.device, .broker, .supplier, .networkOperator, .loadController, Self.exporter,
    ] {
      keys.add(entity, agreement: P256.KeyAgreement.PrivateKey())
      keys.add(entity, signing: P256.Signing.PrivateKey())
    }
    self.keys = keys
  }

  /// Gives another party keys.
  mutating func addParty(_ entity: EntityIdentifier) {
    keys.add(entity, agreement: P256.KeyAgreement.PrivateKey())
    keys.add(entity, signing: P256.Signing.PrivateKey())
  }

  /// A command of `useCase` from `originator`, signed if the use case is critical and MAC'd by the broker.
  mutating func command(
    _ code: UInt16, from originator: EntityIdentifier, _ accesses: [Access], signed: Bool? = nil,
    onBehalfOf party: EntityIdentifier? = nil
  ) throws -> Frame {
    counter += 1
    let header = GroupingHeader(
      direction: .command, counter: counter, originator: originator, recipient: .device,
      otherInformation: OtherInformation(
        messageCode: MessageCode(code), supplementaryParty: party,
        supplementaryCounter: party == nil ? nil : counter))
    var frame = Frame(
      header: header,
      payload: .accessRequest(
        AccessRequest(
          longInvokeIdentifier: AccessRequest.longInvokeIdentifier(counter: counter), accesses: accesses)),
      seal: .unsigned)
    let protection = FrameProtection(keys: keys)
    if signed ?? (UseCase.find(MessageCode(code))?.isCritical == true) {
      frame = try protection.signed(frame)
    }
    return try protection.macked(frame, with: .broker)
  }

  func endpoint(
    _ meter: SimulatedESME, _ capabilities: Capabilities = Capabilities()
  ) -> ESMEEndpoint<SimulatedESME> {
    ESMEEndpoint(
      device: meter, identity: .device, parties: .reference, keys: keys, capabilities: capabilities)
  }

  /// The request for protected attributes that a command carries at the factory's next counter.
  func protectedRequest(_ targets: [ObjectAttribute], from originator: EntityIdentifier) -> DLMSData {
    let parameters = ProtectedAttributes.Parameters(
      counter: counter + 1, originator: originator, recipient: .device)
    return .structure([
      .array(
        targets.map {
          .structure([
            .uint16($0.classIdentifier), .octetString($0.name.octets), .int8(Int8($0.index)), .uint16(0),
            .structure([.enumeration(0), .null]),
          ])
        }), parameters.data,
    ])
  }
}

/// Results of a response frame.
func results(_ frame: Frame) -> [AccessResult] {
  if case .accessResponse(let response) = frame.payload { response.results } else { [] }
}
