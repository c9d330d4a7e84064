import COSEM
import HAL

extension Outstation where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
  /// Removes a client's protection; see `Suite0.unprotect`. A tag is always demanded: a message that is only encrypted
  /// proves nothing, and its counter must not be believed.
  mutating func unprotect(
    _ apdu: inout MutableRawSpan, count: Int, association: Association, isDedicated: Bool
  ) throws(CipherError) -> (plain: Range<Int>, control: SecurityControl, counter: UInt32) {
    let key = isDedicated ? association.dedicatedKey : settings.encryptionKey
    let authenticationKey = settings.authenticationKey
    return try Suite0.unprotect(
      &apdu, count: count,
      demanded: SecurityControl(rawValue: settings.policy << 4 & 0x30).union(.authenticated),
      title: association.clientTitle, lowest: settings.receiveCounter, key: key,
      authenticationKey: authenticationKey, crypto: &crypto)
  }

  /// Protects an answer in place; see `Suite0.protect`. 0 where no number could be reserved for it.
  mutating func protect(
    _ apdu: inout MutableRawSpan, count: Int, tag: APDUTag, control: SecurityControl,
    association: Association, isDedicated: Bool
  ) -> Int {
    let key = isDedicated ? association.dedicatedKey : settings.encryptionKey
    let authenticationKey = settings.authenticationKey
    guard let counter = nextSendCounter() else { return 0 }
    return Suite0.protect(
      &apdu, count: count, tag: tag, control: control, title: settings.title, counter: counter, key: key,
      authenticationKey: authenticationKey, crypto: &crypto)
  }

  /// Judges a client's reply to a challenge: security control, counter and tag.
  mutating func isGood(
    _ reply: RawSpan, challenge: InlineArray<16, UInt8>, client title: SystemTitle, lowest: UInt32
  ) -> Bool {
    guard reply.byteCount == 17 else { return false }
    var counter: UInt32 = 0
    for index in 1...4 {
      counter = counter << 8 | UInt32(reply.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    guard counter >= lowest, counter < .max else { return false }
    let key = settings.encryptionKey
    let authenticationKey = settings.authenticationKey
    let expected = Suite0.challengeReply(
      challenge.span.bytes, title: title, counter: counter, key: key,
      authenticationKey: authenticationKey, crypto: &crypto)
    guard ConstantTime.isEqual(reply, expected.span.bytes) else { return false }
    received(counter, isChanging: true)
    return true
  }

  /// The server's reply to a client's challenge; nil where no number could be reserved for it.
  mutating func reply(to challenge: RawSpan) -> InlineArray<17, UInt8>? {
    let key = settings.encryptionKey
    let authenticationKey = settings.authenticationKey
    guard let counter = nextSendCounter() else { return nil }
    return Suite0.challengeReply(
      challenge, title: settings.title, counter: counter, key: key,
      authenticationKey: authenticationKey, crypto: &crypto)
  }
}
