import COSEM
import HAL

extension OutstationSession {
  /// What is offered to every client; general protection only where there is one.
  static var conformance: Conformance {
    [
      .get, .set, .action, .selectiveAccess, .blockTransferWithGet, .blockTransferWithSet,
      .blockTransferWithAction, .multipleReferences, .generalBlockTransfer, .priority,
    ]
  }

  /// Answers an AARQ.
  mutating func associate<Meter, Cipher, Store>(
    client: UInt16, request: inout MutableRawSpan, count: Int, response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    guard let asked = try? AssociationRequest(request.bytes, 0..<count) else {
      return reject(.noReasonGiven, &response)
    }
    guard asked.isVersionSupported else { return reject(.noCommonVersion, &response) }
    guard let context = asked.context, context == .logicalName || context == .logicalNameCiphered,
      context == .logicalName || outstation.settings.hasKeys,
      context == .logicalNameCiphered || outstation.settings.policy == 0
    else { return reject(.applicationContextNotSupported, &response) }
    association.context = context
    association.client = client
    guard let wanted = outstation.personality.level(ofClient: client) else {
      return reject(.noReasonGiven, &response)
    }
    guard let mechanism = asked.mechanism else { return reject(.mechanismNotRecognised, &response) }
    switch mechanism {
    case .none where wanted > 0: return reject(.mechanismRequired, &response)
    case .none: break
    case .low where wanted > 0: break
    case .highGMAC where wanted > 0 && outstation.settings.hasKeys: break
    default: return reject(.mechanismNotRecognised, &response)
    }
    association.mechanism = mechanism
    if let range = asked.callingTitle {
      guard let title = SystemTitle(request.bytes, range) else {
        return reject(.callingTitleNotRecognised, &response)
      }
      association.clientTitle = title
    } else if mechanism == .highGMAC || context == .logicalNameCiphered {
      return reject(.callingTitleNotRecognised, &response)
    }
    // The value may be overwritten when the user information is deciphered before it is judged: both stand
    // apart in the request.
    if let refusal = initiate(
      asked.userInformation, request: &request, response: &response, outstation: &outstation)
    {
      return refusal
    }
    return authenticate(
      asked, wanted: wanted, request: &request, response: &response, outstation: &outstation, now: now)
  }

  /// Takes the InitiateRequest; returns the octets of a refusal.
  private mutating func initiate<Meter, Cipher, Store>(
    _ information: Range<Int>?, request: inout MutableRawSpan, response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>
  ) -> Int?
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    guard let information, !information.isEmpty else { return reject(.noReasonGiven, &response) }
    var range = information
    let tag = request.unsafeLoad(fromByteOffset: range.lowerBound, as: UInt8.self)
    if association.isCiphered {
      guard tag == 0x21 || tag == 0xDB else { return reject(.noReasonGiven, &response) }
      // Deciphering works at the front of a buffer.
      guard information.count <= 128 else { return reject(.noReasonGiven, &response) }
      var copy = InlineArray<128, UInt8>(repeating: 0)
      var span = copy.mutableSpan
      var octets = span.mutableBytes
      for (index, offset) in information.enumerated() {
        octets.storeBytes(
          of: request.unsafeLoad(fromByteOffset: offset, as: UInt8.self), toByteOffset: index, as: UInt8.self)
      }
      guard
        let opened = try? outstation.unprotect(
          &octets, count: information.count, association: association, isDedicated: false)
      else { return reject(.authenticationFailure, &response) }
      outstation.received(opened.counter, isChanging: true)
      protection.control = opened.control
      range = opened.plain
      return begin(octets.bytes, range, capacity: request.byteCount, &response)
    }
    return begin(request.bytes, range, capacity: request.byteCount, &response)
  }

  private mutating func begin(
    _ octets: RawSpan, _ range: Range<Int>, capacity: Int, _ response: inout MutableRawSpan
  ) -> Int? {
    guard let initiate = try? InitiateRequest(octets, range) else {
      return reject(.noReasonGiven, &response)
    }
    guard initiate.version >= 6 else { return reject(.noReasonGiven, &response, error: .versionTooLow) }
    guard initiate.maximumReceive == 0 || initiate.maximumReceive >= 64 else {
      return reject(.noReasonGiven, &response, error: .pduSizeTooShort)
    }
    let offered = association.isCiphered ? Self.conformance.union(.generalProtection) : Self.conformance
    association.conformance = initiate.conformance.intersection(offered)
    guard association.conformance.contains(.get) else {
      return reject(.noReasonGiven, &response, error: .incompatibleConformance)
    }
    association.clientMaximum = initiate.maximumReceive
    association.serverMaximum = UInt16(clamping: capacity)
    if let key = initiate.dedicatedKey, association.isCiphered {
      guard key.count == 16, let dedicated = Key128(octets.extracting(key)) else {
        return reject(.noReasonGiven, &response)
      }
      association.dedicatedKey = dedicated
      association.hasDedicatedKey = true
    }
    return nil
  }

  private mutating func authenticate<Meter, Cipher, Store>(
    _ asked: AssociationRequest, wanted: UInt8, request: inout MutableRawSpan,
    response: inout MutableRawSpan, outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    switch association.mechanism {
    case .low:
      let value = asked.authenticationValue ?? 0..<0
      guard
        let level = outstation.authenticate(
          request.bytes.extracting(value), wanted: wanted, client: association.client,
          isRemote: link.isRemote,
          now: now)
      else { return reject(.authenticationFailure, &response) }
      association.level = level
    case .highGMAC:
      guard let value = asked.authenticationValue, (8...64).contains(value.count) else {
        return reject(.authenticationFailure, &response)
      }
      for (index, offset) in value.enumerated() {
        association.clientChallenge[index] = request.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      }
      association.clientChallengeCount = value.count
      var challenge = InlineArray<16, UInt8>(repeating: 0)
      var span = challenge.mutableSpan
      var octets = span.mutableBytes
      outstation.crypto.fillRandom(&octets)
      association.serverChallenge = challenge
      association.replyFloor = outstation.settings.receiveCounter
      // Keys stand for the operator: any level but the sealed one.
      association.pendingLevel = wanted == 255 ? 3 : wanted
      association.state = .pending
      return accept(&response, outstation: &outstation, diagnostic: .authenticationRequired)
    default: association.level = outstation.personality.publicLevel
    }
    association.state = .open
    return accept(&response, outstation: &outstation, diagnostic: .null)
  }

  /// Writes an AARE of acceptance, its user information ciphered as the request's was.
  private mutating func accept<Meter, Cipher, Store>(
    _ response: inout MutableRawSpan, outstation: inout Outstation<Meter, Cipher, Store>,
    diagnostic: AssociationDiagnostic
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    var information = InlineArray<64, UInt8>(repeating: 0)
    var informationSpan = information.mutableSpan
    var octets = informationSpan.mutableBytes
    var inner = OctetWriter()
    InitiateResponse.write(
      conformance: association.conformance, maximumReceive: association.serverMaximum, &inner, &octets)
    var count = inner.position
    if protection.isActive {
      count = outstation.protect(
        &octets, count: count, tag: .gloInitiateResponse, control: protection.control,
        association: association, isDedicated: false)
      guard count > 0 else { return reject(.noReasonGiven, &response) }
    }
    var writer = OctetWriter()
    let hasTitle = association.isCiphered || association.mechanism == .highGMAC
    let title = outstation.settings.title.octets
    let challenge = association.serverChallenge
    let isPending = association.state == .pending
    AssociationResponse.write(
      context: association.context, result: .accepted, diagnostic: diagnostic,
      respondingTitle: hasTitle ? title.span.bytes : nil, mechanism: association.mechanism,
      challenge: isPending ? challenge.span.bytes : nil,
      userInformation: octets.bytes.extracting(0..<count), &writer, &response)
    return writer.isOverrun(response) ? 0 : writer.position
  }

  /// Writes an AARE of refusal; the session is without association then.
  private mutating func reject(
    _ diagnostic: AssociationDiagnostic, _ response: inout MutableRawSpan, error: InitiateError? = nil
  ) -> Int {
    let context = association.context
    end()
    var information = InlineArray<4, UInt8>(repeating: 0)
    var span = information.mutableSpan
    var octets = span.mutableBytes
    var inner = OctetWriter()
    if let error { InitiateResponse.writeError(error, &inner, &octets) }
    var writer = OctetWriter()
    AssociationResponse.write(
      context: context, result: .rejectedPermanent, diagnostic: diagnostic, respondingTitle: nil,
      mechanism: .none, challenge: nil, userInformation: octets.bytes.extracting(0..<inner.position),
      &writer, &response)
    return writer.isOverrun(response) ? 0 : writer.position
  }
}
