import Crypto

/// AES-128-GCM with tags cut to 12 octets, as DLMS suite 1 and GBCS have them.
enum TruncatedGCM {
  static let tagLength = 12

  /// IV: the originator's EUI-64 and a zero invocation counter. A derived key is used once, so this never repeats
  /// under one key.
  static func nonce(_ originator: EntityIdentifier) -> [UInt8] { originator.octets + [0, 0, 0, 0] }

  static func seal(
    _ plaintext: [UInt8], key: SymmetricKey, nonce: [UInt8], authenticating header: [UInt8]
  ) throws(CryptographyError) -> (ciphertext: [UInt8], tag: [UInt8]) {
    do {
      let box = try AES.GCM.seal(
        plaintext, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: header)
      return (Array(box.ciphertext), Array(box.tag.prefix(tagLength)))
    } catch {
      throw .operationFailed("AES-GCM")
    }
  }

  /// The plaintext, or nil if the tag is not that of the ciphertext.
  static func open(
    _ ciphertext: [UInt8], tag: [UInt8], key: SymmetricKey, nonce: [UInt8], authenticating header: [UInt8]
  ) throws(CryptographyError) -> [UInt8]? {
    // The library opens only whole tags. GCM encrypts with a key stream, so sealing the ciphertext gives the
    // plaintext, and sealing that gives the whole tag to compare with.
    let plaintext = try seal(ciphertext, key: key, nonce: nonce, authenticating: header).ciphertext
    let whole = try seal(plaintext, key: key, nonce: nonce, authenticating: header).tag
    return constantTimeEqual(whole, tag) ? plaintext : nil
  }

  /// Compares without saying by its time where the difference is.
  static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}
