import COSEM
import HAL
import Outstation

/// A client that ciphers with suite 0, on an outstation with the same keys.
struct CipheredClient: ~Copyable {
  static let key = Key128(InlineArray { UInt8($0) })
  static let authenticationKey = Key128(InlineArray { UInt8(0xD0 + $0) })
  static let dedicatedKey = Key128(InlineArray { UInt8(0x30 + $0) })
  static let server = SystemTitle([0x4D, 0x4D, 0x4D, 0x00, 0x00, 0xBC, 0x61, 0x4E])
  static let client = SystemTitle([0x4D, 0x4D, 0x4D, 0x00, 0x00, 0x00, 0x00, 0x01])

  var rig = OutstationRig(hasKeys: true)
  /// Number of the next message.
  var counter: UInt32 = 1
  private var crypto = SoftwareCrypto(entropy: Key128(InlineArray(repeating: 9)))

  mutating func protect(
    _ plain: [UInt8], tag: APDUTag, key: Key128 = key,
    control: SecurityControl = [.authenticated, .encrypted]
  ) -> [UInt8] {
    var octets = plain + [UInt8](repeating: 0, count: 64)
    var count = 0
    do {
      var span = octets.mutableSpan
      var bytes = span.mutableBytes
      count = Suite0.protect(
        &bytes, count: plain.count, tag: tag, control: control, title: Self.client, counter: counter,
        key: key,
        authenticationKey: Self.authenticationKey, crypto: &crypto)
    }
    counter &+= 1
    return Array(octets[..<count])
  }

  /// The plain answer; nil where it is not protected with `key`.
  mutating func open(_ answer: [UInt8], key: Key128 = key) -> [UInt8]? {
    var octets = answer
    var plain = 0..<0
    do {
      var span = octets.mutableSpan
      var bytes = span.mutableBytes
      guard
        let opened = try? Suite0.unprotect(
          &bytes, count: answer.count, demanded: [.authenticated, .encrypted], title: Self.server, lowest: 1,
          key: key, authenticationKey: Self.authenticationKey, crypto: &crypto)
      else { return nil }
      plain = opened.plain
    }
    return Array(octets[plain])
  }

  /// Asks for the clock's logical name with global ciphering; the plain answer.
  mutating func get() -> [UInt8]? {
    let request = protect(CipheringConformanceTests.get, tag: .gloGetRequest)
    let answer = rig.send(request)
    return open(answer)
  }

  /// Associates; returns result and diagnostic.
  mutating func associate(
    mechanism: AuthenticationMechanism = .low, value: [UInt8] = Array("level1".utf8),
    initiate: String = "01000000065F1F040000FFFF0400", client: UInt16 = 17
  ) -> AssociationResponse? {
    rig.client = client
    let user = protect(hex(initiate), tag: .gloInitiateRequest)
    let title = Self.client.octets
    let answer = rig.send(
      encoded { writer, bytes in
        AssociationRequest.write(
          context: .logicalNameCiphered, callingTitle: title.span.bytes, mechanism: mechanism,
          authenticationValue: value.span.bytes, userInformation: user.span.bytes, &writer, &bytes)
      })
    lastAnswer = answer
    return try? AssociationResponse(answer.span.bytes, 0..<answer.count)
  }
  private(set) var lastAnswer: [UInt8] = []

  /// The reply to the server's challenge of the last association, protected.
  mutating func prove(_ challenge: [UInt8]) -> [UInt8] {
    let proof = Suite0.challengeReply(
      challenge.span.bytes, title: Self.client, counter: counter, key: Self.key,
      authenticationKey: Self.authenticationKey, crypto: &crypto)
    counter &+= 1
    let request = protect(
      hex("C301C1 000F 0000280000FF 01 01 0911") + array(proof), tag: .gloActionRequest)
    return rig.send(request)
  }

  /// Whether the server's answer proves that it read our challenge.
  mutating func isProof(_ octets: [UInt8], of challenge: [UInt8]) -> Bool {
    guard octets.count == 17 else { return false }
    let number = octets[1...4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let expected = Suite0.challengeReply(
      challenge.span.bytes, title: Self.server, counter: number, key: Self.key,
      authenticationKey: Self.authenticationKey, crypto: &crypto)
    return octets == array(expected)
  }
}
