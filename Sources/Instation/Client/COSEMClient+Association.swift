import COSEM
import HAL

extension COSEMClient {
  private var proposedConformance: Conformance {
    var proposed: Conformance = [
      .get, .selectiveAccess, .blockTransferWithGet, .multipleReferences, .action, .priority,
    ]
    if settings.mayWrite { proposed.insert(.set) }
    if settings.generalBlockWindow > 0 { proposed.insert(.generalBlockTransfer) }
    return proposed
  }

  /// The InitiateRequest, ciphered where the association is.
  private func initiateRequest() -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: 32)
    var writer = OctetWriter()
    do {
      var span = octets.mutableSpan
      var bytes = span.mutableBytes
      InitiateRequest.write(
        dedicatedKey: nil, conformance: proposedConformance, maximumReceive: settings.longestMessage, &writer,
        &bytes)
    }
    let plain = Array(octets[..<writer.position])
    return isCiphered ? protect(plain, tag: .gloInitiateRequest) : plain
  }

  /// What a release carries: nothing, or the InitiateRequest again where everything is ciphered.
  func releaseInformation() -> [UInt8] { isCiphered ? initiateRequest() : [] }

  func associate() throws(MeterReadError) {
    let doing = "opening the association"
    var value: [UInt8] = []
    var secrets: [[UInt8]] = []
    switch settings.credentials {
    case .none: break
    case .password(let password):
      value = password.octets
      secrets = [password.octets]
    case .gmac: value = challenge()
    }
    var request = [UInt8](repeating: 0, count: 256)
    var writer = OctetWriter()
    let information = initiateRequest()
    do {
      var span = request.mutableSpan
      var bytes = span.mutableBytes
      let octets = title?.octets ?? InlineArray(repeating: 0)
      AssociationRequest.write(
        context: isCiphered ? .logicalNameCiphered : .logicalName,
        callingTitle: isCiphered ? octets.span.bytes : nil, mechanism: settings.credentials.mechanism,
        authenticationValue: value.span.bytes, userInformation: information.span.bytes, &writer, &bytes)
    }
    let message = Array(request[..<writer.position])
    let answer: [UInt8]
    if secrets.isEmpty {
      answer = try exchange(message, doing: doing)
    } else {
      answer = try link.line.masking(secrets) { () throws(MeterReadError) in
        try exchange(message, doing: doing)
      }
    }
    try take(answer, challenge: value, doing)
  }

  private func take(_ answer: [UInt8], challenge: [UInt8], _ doing: String) throws(MeterReadError) {
    if answer.first == APDUTag.exceptionResponse.rawValue {
      var error = exception(answer, doing)
      if isCiphered, case .exception = error.kind {
        error.likely = "the meter cannot open the ciphered request: other keys, or it does not cipher"
      }
      throw error
    }
    guard let response = try? AssociationResponse(answer.span.bytes, 0..<answer.count) else {
      throw malformed(doing, answer)
    }
    let mechanism = settings.credentials.mechanism
    guard response.result == .accepted, response.diagnostic == 0 || response.diagnostic == 14 else {
      throw refusal(response, answer, doing)
    }
    if let range = response.respondingTitle, let title = SystemTitle(answer.span.bytes, range) {
      setServerTitle(title)
    }
    guard let range = response.userInformation else {
      throw MeterReadError(
        .malformed, doing: doing, came: Diagnosis.shown(answer),
        likely: "the meter accepts but says nothing about itself; another client number may do")
    }
    var information = Array(answer[range])
    if let first = information.first, first != APDUTag.initiateResponse.rawValue {
      guard isCiphered else { throw malformed(doing, answer) }
      information = try unprotect(information, doing: doing)
    }
    guard let initiate = try? InitiateResponse(information.span.bytes, 0..<information.count) else {
      throw malformed(doing, answer)
    }
    conformance = initiate.conformance
    meterMaximum = initiate.maximumReceive
    guard conformance.contains(.get) else {
      throw MeterReadError(
        .notOffered, doing: doing, came: Diagnosis.shown(answer),
        likely: "this client number may not read: 16 is public, 32 or 17 are usual with a password")
    }
    guard mechanism == .highGMAC else { return }
    guard let range = response.authenticationValue, !range.isEmpty else { throw malformed(doing, answer) }
    try prove(Array(answer[range]), ours: challenge)
  }

  /// Answers the meter's challenge, and checks its answer to ours.
  private func prove(_ theirs: [UInt8], ours: [UInt8]) throws(MeterReadError) {
    let doing = "proving the key"
    let proof = reply(to: theirs)
    var request = [UInt8](repeating: 0, count: 64)
    var writer = OctetWriter()
    let invoke = nextInvoke()
    do {
      var span = request.mutableSpan
      var bytes = span.mutableBytes
      writer.put16(0xC301, &bytes)
      writer.put(invoke, &bytes)
      writer.descriptor(
        AttributeDescriptor(classID: 15, name: OBIS(0, 0, 40, 0, 0), attribute: 1), &bytes)
      writer.put(1, &bytes)
      writer.octetString(proof.span.bytes, &bytes)
    }
    let answer = try service(Array(request[..<writer.position]), tag: .gloActionRequest, doing: doing)
    guard let (response, echoed) = try? ServiceResponse.decode(answer.span.bytes, 0..<answer.count),
      echoed & 0x0F == invoke & 0x0F
    else { throw malformed(doing, answer) }
    guard case .done(let data?) = response else {
      throw MeterReadError(
        .associationRefused(diagnostic: 13), doing: doing, came: Diagnosis.shown(answer),
        likely: "other keys, or another client title")
    }
    var reader = OctetReader(data)
    guard let value = try? reader.value(answer.span.bytes), let range = value.octets,
      isProof(Array(answer[range]), of: ours)
    else {
      throw MeterReadError(
        .notAuthentic, doing: doing, came: Diagnosis.shown(answer),
        likely: "the meter has other keys: it may not be the meter it should be")
    }
  }

  private func refusal(
    _ response: AssociationResponse, _ answer: [UInt8], _ doing: String
  ) -> MeterReadError {
    let likely: String
    switch response.diagnostic {
    case 13:
      likely = "a wrong password for this client number (after several, meters answer late or not at all)"
    case 2: likely = "the meter wants ciphered messages: give --keys; or it wants none: leave --keys out"
    case 11, 12, 14:
      likely = "another kind of authentication for this client number: --password, --keys or neither"
    case 1:
      likely = "an unknown client number (--client; Prometer 100: 32), or a message size the meter refuses"
    default: likely = "client number, password, or another reader in session"
    }
    return MeterReadError(
      .associationRefused(diagnostic: response.diagnostic), doing: doing,
      sent: Diagnosis.shown(link.line.lastSent), came: Diagnosis.shown(answer), likely: likely)
  }
}
