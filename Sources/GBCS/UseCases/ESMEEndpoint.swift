/// A meter's end of GBCS: takes protected commands, runs them on the meter, answers protected responses.
///
/// ```swift
/// var endpoint = ESMEEndpoint(device: meter, identity: eui64, parties: parties, keys: ring)
/// let response = try endpoint.handle(commandOctets)   // throws CommandRefusal, meter unchanged
/// ```
/// Checks run in this order, and nothing of the meter is read before the last: form, direction, recipient, use case,
/// MAC, originator, its right to the use case, counter, signature, accesses.
public struct ESMEEndpoint<Device: ESMEDevice> {
  public var device: Device
  public let identity: EntityIdentifier
  public let parties: RemoteParties
  public let capabilities: Capabilities
  public private(set) var counters: OriginatorCounters
  private let keys: KeyRing

  public init(
    device: Device, identity: EntityIdentifier, parties: RemoteParties, keys: KeyRing,
    counters: OriginatorCounters = OriginatorCounters(), capabilities: Capabilities = Capabilities()
  ) {
    self.device = device
    self.identity = identity
    self.parties = parties
    self.keys = keys
    self.counters = counters
    self.capabilities = capabilities
  }

  /// Runs a command and returns the response's octets; throws where it is refused, with nothing changed.
  public mutating func handle(_ bytes: [UInt8]) throws(CommandRefusal) -> [UInt8] {
    try respond(to: bytes).encoded()
  }

  /// As ``handle(_:)``, with the response as a frame.
  public mutating func respond(to bytes: [UInt8]) throws(CommandRefusal) -> Frame {
    let frame: Frame
    do throws(FrameDecodingError) {
      frame = try Frame(decoding: bytes)
    } catch {
      device.note(.malformed(error), messageCode: nil)
      throw .malformed(error)
    }
    do throws(CommandRefusal) {
      return try respond(to: frame)
    } catch {
      device.note(error, messageCode: frame.header.messageCode)
      throw error
    }
  }

  private mutating func respond(to frame: Frame) throws(CommandRefusal) -> Frame {
    let (useCase, request, role) = try verify(frame)
    // Prove that the response can be protected before anything changes.
    let protection = FrameProtection(keys: keys)
    do throws(CryptographyError) {
      if useCase.isCritical {
        _ = try keys.signingPrivate(of: identity)
      } else {
        _ = try keys.secret(between: identity, and: frame.header.originator)
      }
    } catch {
      throw .cryptography(error)
    }
    let supplementary = frame.header.otherInformation
    try device.admit(
      AdmittedCommand(
        useCase: useCase, role: role, originator: frame.header.originator, counter: frame.header.counter,
        supplementaryParty: supplementary.supplementaryParty,
        supplementaryCounter: supplementary.supplementaryCounter, isSigned: frame.seal.signature != nil))
    var other = supplementary
    // A certificate is sent with a command only.
    other.certificate = []
    let header = GroupingHeader(
      direction: .response, counter: frame.header.counter, originator: identity,
      recipient: frame.header.originator,
      dateTime: useCase.answersWithTime ? COSEMDateTime(secondsSince2000: device.time) : nil,
      otherInformation: other)
    take(frame.header)
    var answer = Frame(
      header: header, payload: .accessResponse(AccessResponse(longInvokeIdentifier: 0, results: [])),
      seal: .unsigned)
    let results = run(request.accesses, answer: &answer, useCase)
    answer.payload = .accessResponse(
      AccessResponse(longInvokeIdentifier: request.longInvokeIdentifier, results: results))
    do throws(CryptographyError) {
      return useCase.isCritical
        ? try protection.signed(answer) : try protection.macked(answer, with: frame.header.originator)
    } catch {
      throw .cryptography(error)
    }
  }

  private mutating func take(_ header: GroupingHeader) {
    counters.take(header.counter, of: header.originator)
    if let party = header.otherInformation.supplementaryParty,
      let counter = header.otherInformation.supplementaryCounter
    {
      counters.take(counter, of: party)
    }
  }

  private func verify(_ frame: Frame) throws(CommandRefusal) -> (UseCase, AccessRequest, RemoteRole) {
    let header = frame.header
    guard header.direction == .command else { throw .notACommand(header.direction) }
    guard header.recipient == identity else { throw .wrongRecipient(header.recipient) }
    guard let found = UseCase.find(header.messageCode) else { throw .unknownUseCase(header.messageCode) }
    if found.isProvisional, !capabilities.provisionalSecondaryExport {
      throw .provisionalUseCase(header.messageCode)
    }
    let useCase = capabilities.adapted(found)
    let parties = device.keySlots ?? parties
    guard frame.seal.mac != nil else { throw .wrongProtection("a command has a MAC; this frame has none") }
    do throws(CryptographyError) {
      try FrameProtection(keys: keys).verifyMAC(of: frame, with: parties.broker)
    } catch {
      throw .cryptography(error)
    }
    guard let role = parties.role(of: header.originator) else { throw .unknownOriginator(header.originator) }
    guard useCase.roles.contains(role) else { throw .notPermitted(role, useCase: useCase.name) }
    try verifyCounters(header, role)
    switch (useCase.isCritical, frame.seal.signature != nil) {
    case (true, false): throw .wrongProtection("\(useCase.name) is critical and must be signed")
    case (false, true): throw .wrongProtection("\(useCase.name) is not critical and must not be signed")
    case (false, false): break
    case (true, true):
      do throws(CryptographyError) {
        try FrameProtection(keys: keys).verifySignature(of: frame)
      } catch {
        throw .cryptography(error)
      }
    }
    guard case .accessRequest(let request) = frame.payload else {
      throw .notTheUseCase("\(useCase.name) carries an access-request")
    }
    if let mismatch = useCase.mismatch(request.accesses) { throw .notTheUseCase(mismatch) }
    guard request.longInvokeIdentifier == AccessRequest.longInvokeIdentifier(counter: header.counter),
      request.dateTime.isEmpty
    else { throw .notTheUseCase("the access-request's identifier is not that of the header's counter") }
    for access in request.accesses where access.target.classIdentifier == ProtectedAttributes.classIdentifier
    {
      try verifyProtectedRequest(access.data, header)
    }
    return (useCase, request, role)
  }

  private func verifyCounters(_ header: GroupingHeader, _ role: RemoteRole) throws(CommandRefusal) {
    try verify(header.counter, of: header.originator)
    let other = header.otherInformation
    switch (role, other.supplementaryParty, other.supplementaryCounter) {
    case (.broker, .some(let party), .some(let counter)):
      try verify(counter, of: party)
    case (.broker, _, _):
      throw .wrongProtection("the broker must name the party it speaks for, and its counter")
    case (_, nil, nil): break
    default: throw .wrongProtection("only the broker speaks for another party")
    }
  }

  private func verify(_ counter: UInt64, of party: EntityIdentifier) throws(CommandRefusal) {
    let last = device.lastCounter(of: party) ?? counters.last(of: party)
    guard counter > last else { throw .replayed(party, counter: counter, last: last) }
  }

  /// A command asks for attributes to be protected for its originator at its own counter, and for nobody else.
  private func verifyProtectedRequest(_ data: DLMSData, _ header: GroupingHeader) throws(CommandRefusal) {
    guard let (_, parameters) = ProtectedAttributes.request(data) else {
      throw .notTheUseCase("the protected attributes are not asked for as GBCS does")
    }
    let expected = ProtectedAttributes.Parameters(
      counter: header.counter, originator: header.originator, recipient: identity)
    guard parameters == expected else {
      throw .notTheUseCase("the protection parameters are not those of the grouping header")
    }
    let beneficiary = header.otherInformation.supplementaryParty ?? header.originator
    do throws(CryptographyError) {
      _ = try keys.secret(between: identity, and: beneficiary)
    } catch {
      throw .cryptography(error)
    }
  }

  private mutating func run(_ accesses: [Access], answer: inout Frame, _ useCase: UseCase) -> [AccessResult] {
    let binding = ObjectBinding(provisional: useCase.isProvisional)
    var header = answer.header
    if accesses.contains(where: { $0.target.classIdentifier == ProtectedAttributes.classIdentifier }),
      header.otherInformation.supplementaryParty != nil
    {
      header.otherInformation.supplementaryOriginatorCounter = device.nextOwnCounter() ?? counters.next()
    }
    let (identity, keys) = (self.identity, self.keys)
    let results = binding.perform(accesses, on: &device) { (data, device) throws(DeviceRefusal) -> DLMSData in
      guard let (items, _) = ProtectedAttributes.request(data) else { throw DeviceRefusal(.typeUnmatched) }
      var values: [DLMSData] = []
      for item in items {
        var range: (from: UInt32, to: UInt32)?
        if let limits = item.range {
          guard let from = limits.from.secondsSince2000, let to = limits.to.secondsSince2000, from <= to
          else {
            throw DeviceRefusal(.typeUnmatched)
          }
          range = (from, to)
        }
        guard useCase.protects(item.target) else { throw DeviceRefusal(.readWriteDenied) }
        values.append(try binding.read(item.target, range: range, device))
      }
      let (party, counter) = AttributeProtection.beneficiary(header)
      do throws(CryptographyError) {
        let octets = try AttributeProtection(keys: keys).seal(
          DLMSData.structure(values).encoded(), originator: identity, counter: counter, recipient: party)
        let parameters = ProtectedAttributes.Parameters(
          counter: header.counter, originator: identity, recipient: header.recipient)
        return ProtectedAttributes.responseData(parameters, octets: octets)
      } catch {
        throw DeviceRefusal(.temporaryFailure)
      }
    }
    answer.header = header
    return results
  }
}
