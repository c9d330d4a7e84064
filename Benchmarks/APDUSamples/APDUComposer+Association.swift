import COSEM
import HAL

extension APDUComposer {
  /// An AARQ by mechanism; GMAC's carries a ciphered initiate.
  mutating func associationRequest(_ mechanism: AuthenticationMechanism) -> [(String, SampleField)] {
    let title = mechanism == .highGMAC || chance.flag() ? chance.octets(8) : []
    let value = mechanism == .none ? [] : chance.octets(8 + chance.below(25))
    let context: ApplicationContext = mechanism == .highGMAC ? .logicalNameCiphered : .logicalName
    let (user, initiate) = initiateRequest(isCiphered: mechanism == .highGMAC)
    write {
      AssociationRequest.write(
        context: context, callingTitle: title.isEmpty ? nil : title.span.bytes, mechanism: mechanism,
        authenticationValue: value.span.bytes, userInformation: user.span.bytes, &$0, &$1)
    }
    return [
      ("context", .unsigned(UInt64(context.rawValue))),
      ("mechanism", .unsigned(UInt64(mechanism.rawValue))),
      ("title", title.isEmpty ? .none : .hex(title)), ("secret", mechanism == .none ? .none : .hex(value)),
      ("user", .hex(user)), ("initiate", initiate),
    ]
  }

  private mutating func initiateRequest(isCiphered: Bool) -> ([UInt8], SampleField) {
    let key = chance.octets(16)
    let hasKey = isCiphered && chance.flag()
    let conformance = anyConformance()
    let maximum = chance.integer(UInt16.self)
    let plain = Self.octets {
      InitiateRequest.write(
        dedicatedKey: hasKey ? key.span.bytes : nil, conformance: conformance, maximumReceive: maximum, &$0,
        &$1)
    }
    if isCiphered { return ciphered(plain, tag: .gloInitiateRequest) }
    return (
      plain,
      .object([
        ("key", hasKey ? .hex(key) : .none), ("conformance", .unsigned(UInt64(conformance.rawValue))),
        ("maximum", .unsigned(UInt64(maximum))),
      ])
    )
  }

  /// Protects an APDU by suite 0 under keys of its own; peers see control, counter and text.
  private mutating func ciphered(_ plain: [UInt8], tag: APDUTag) -> ([UInt8], SampleField) {
    var octets = plain + [UInt8](repeating: 0, count: 64)
    let counter = chance.integer(UInt32.self)
    var crypto = SoftwareCrypto(entropy: Key128(InlineArray(repeating: 1)))
    var count = 0
    do {
      var span = octets.mutableSpan
      var bytes = span.mutableBytes
      count = Suite0.protect(
        &bytes, count: plain.count, tag: tag, control: [.authenticated, .encrypted],
        title: SystemTitle(InlineArray(repeating: 7)), counter: counter,
        key: Key128(InlineArray(repeating: 2)),
        authenticationKey: Key128(InlineArray(repeating: 3)), crypto: &crypto)
    }
    let sealed = Array(octets[..<count])
    return (
      sealed,
      .object([
        ("control", .unsigned(0x30)), ("counter", .unsigned(UInt64(counter))), ("text", .hex(sealed[7...])),
      ])
    )
  }

  private mutating func anyConformance() -> Conformance {
    [
      Conformance.generalProtection, .generalBlockTransfer, .attribute0WithSet, .priority, .attribute0WithGet,
      .blockTransferWithGet, .blockTransferWithSet, .blockTransferWithAction, .multipleReferences,
      .dataNotification, .access, .get, .set, .selectiveAccess, .eventNotification, .action,
    ].reduce(into: Conformance(rawValue: 0)) { if chance.flag() { $0.formUnion($1) } }
  }

  mutating func associationResponse(hasChallenge: Bool) -> [(String, SampleField)] {
    let title = hasChallenge ? chance.octets(8) : []
    let challenge = hasChallenge ? chance.octets(8 + chance.below(25)) : []
    let conformance = anyConformance()
    let maximum = chance.integer(UInt16.self)
    let user = Self.octets {
      InitiateResponse.write(conformance: conformance, maximumReceive: maximum, &$0, &$1)
    }
    let diagnostic: AssociationDiagnostic = hasChallenge ? .authenticationRequired : .null
    write {
      AssociationResponse.write(
        context: hasChallenge ? .logicalNameCiphered : .logicalName, result: .accepted,
        diagnostic: diagnostic,
        respondingTitle: hasChallenge ? title.span.bytes : nil, mechanism: .highGMAC,
        challenge: hasChallenge ? challenge.span.bytes : nil, userInformation: user.span.bytes, &$0, &$1)
    }
    return [
      ("context", .unsigned(hasChallenge ? 3 : 1)), ("result", .unsigned(0)), ("source", .unsigned(1)),
      ("diagnostic", .unsigned(UInt64(diagnostic.rawValue))), ("title", hasChallenge ? .hex(title) : .none),
      ("mechanism", hasChallenge ? .unsigned(5) : .none), ("secret", hasChallenge ? .hex(challenge) : .none),
      ("user", .hex(user)),
      (
        "initiate",
        .object([
          ("conformance", .unsigned(UInt64(conformance.rawValue))), ("maximum", .unsigned(UInt64(maximum))),
        ])
      ),
    ]
  }

  /// A refusal, by the user or the provider of ACSE, with the reason of the initiate where it has one.
  mutating func associationRefusal() -> [(String, SampleField)] {
    let error: InitiateError? =
      chance.flag()
      ? nil
      : chance.one(of: [
        .other, .versionTooLow, .incompatibleConformance, .pduSizeTooShort, .refusedByHandler,
      ])
    let diagnostic = chance.one(of: [
      AssociationDiagnostic.noReasonGiven, .applicationContextNotSupported, .callingTitleNotRecognised,
      .mechanismNotRecognised, .mechanismRequired, .authenticationFailure, .noCommonVersion,
    ])
    let result = chance.one(of: [AssociationResult.rejectedPermanent, .rejectedTransient])
    let user = Self.octets { writer, octets in
      if let error { InitiateResponse.writeError(error, &writer, &octets) }
    }
    write {
      AssociationResponse.write(
        context: .logicalName, result: result, diagnostic: diagnostic, respondingTitle: nil, mechanism: .none,
        challenge: nil, userInformation: user.span.bytes, &$0, &$1)
    }
    return [
      ("context", .unsigned(1)), ("result", .unsigned(UInt64(result.rawValue))),
      ("source", .unsigned(diagnostic.rawValue & 0x80 != 0 ? 2 : 1)),
      ("diagnostic", .unsigned(UInt64(diagnostic.rawValue & 0x7F))), ("title", .none), ("mechanism", .none),
      ("secret", .none), ("user", .hex(user)),
      ("initiate", error.map { .object([("error", .unsigned(UInt64($0.rawValue)))]) } ?? .none),
    ]
  }

  mutating func release(isRequest: Bool) -> [(String, SampleField)] {
    let hasUser = chance.flag()
    let conformance = anyConformance()
    let user = Self.octets { writer, octets in
      guard hasUser else { return }
      if isRequest {
        InitiateRequest.write(
          dedicatedKey: nil, conformance: conformance, maximumReceive: 1024, &writer, &octets)
      } else {
        InitiateResponse.write(conformance: conformance, maximumReceive: 1024, &writer, &octets)
      }
    }
    write { Release.write(isRequest: isRequest, userInformation: user.span.bytes, &$0, &$1) }
    return [("reason", .unsigned(0)), ("user", .hex(user))]
  }
}
