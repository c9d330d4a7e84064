import COSEM
import HAL

/// Ciphering of an association with suite 0.
struct MessageProtection: ~Copyable {
  let keys: KeySet
  /// Number of the next message sent.
  var counter: UInt32
  /// The meter's title, once known.
  var serverTitle = SystemTitle(InlineArray(repeating: 0))
  /// Lowest number of the meter's next message.
  private var lowest: UInt32 = 0
  private var crypto: SoftwareCrypto
  private static let control: SecurityControl = [.authenticated, .encrypted]

  init(_ keys: KeySet, counter: UInt32, entropy: Key128) {
    self.keys = keys
    self.counter = counter
    crypto = SoftwareCrypto(entropy: entropy)
  }

  /// Random octets for a challenge.
  mutating func challenge() -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: 16)
    var span = octets.mutableSpan
    var bytes = span.mutableBytes
    crypto.fillRandom(&bytes)
    return octets
  }

  mutating func protect(_ plain: [UInt8], tag: APDUTag) -> [UInt8] {
    let total = plain.count + Suite0.overhead(plain.count, Self.control, isGeneral: false)
    var octets = plain + [UInt8](repeating: 0, count: total - plain.count)
    var span = octets.mutableSpan
    var bytes = span.mutableBytes
    let count = Suite0.protect(
      &bytes, count: plain.count, tag: tag, control: Self.control, title: keys.title, counter: counter,
      key: keys.encryptionKey, authenticationKey: keys.authenticationKey, crypto: &crypto)
    counter &+= 1
    return Array(octets[..<count])
  }

  mutating func unprotect(_ apdu: [UInt8]) throws(CipherError) -> [UInt8] {
    var octets = apdu
    var span = octets.mutableSpan
    var bytes = span.mutableBytes
    let opened = try Suite0.unprotect(
      &bytes, count: apdu.count, demanded: Self.control, title: serverTitle, lowest: lowest,
      key: keys.encryptionKey, authenticationKey: keys.authenticationKey, crypto: &crypto)
    lowest = opened.counter &+ 1
    return Array(octets[opened.plain])
  }

  /// The answer to the meter's challenge.
  mutating func reply(to challenge: [UInt8]) -> [UInt8] {
    let reply = Suite0.challengeReply(
      challenge.span.bytes, title: keys.title, counter: counter, key: keys.encryptionKey,
      authenticationKey: keys.authenticationKey, crypto: &crypto)
    counter &+= 1
    return (0..<17).map { reply[$0] }
  }

  /// Whether the meter's answer to our challenge proves that it knows the keys.
  mutating func isProof(_ answer: [UInt8], of challenge: [UInt8]) -> Bool {
    guard answer.count == 17, answer[0] == 0x10 else { return false }
    let counter = answer[1...4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let expected = Suite0.challengeReply(
      challenge.span.bytes, title: serverTitle, counter: counter, key: keys.encryptionKey,
      authenticationKey: keys.authenticationKey, crypto: &crypto)
    return ConstantTime.isEqual(answer.span.bytes, expected.span.bytes)
  }
}
