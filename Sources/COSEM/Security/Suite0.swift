import HAL

/// Why a protected APDU was not taken.
public enum CipherError: Error, Equatable, Sendable, BitwiseCopyable {
  /// It is malformed, or of another suite.
  case malformed
  /// Its tag is wrong: another key, another sender, or changed on the way.
  case tagDiffers
  /// Its protection is less than what is demanded.
  case tooWeak
  /// Its invocation counter was used before: the lowest that is taken now.
  case replayed(expected: UInt32)
}

/// Suite 0: AES-128-GCM over an APDU, tag of 12 octets.
public enum Suite0 {
  /// Octets of a tag.
  public static var tagOctets: Int { 12 }

  /// Octets that protection adds to `count` octets: tag, length, security control, counter, tag.
  public static func overhead(_ count: Int, _ control: SecurityControl, isGeneral: Bool) -> Int {
    let body = 5 + count + (control.contains(.authenticated) ? tagOctets : 0)
    return 1 + (isGeneral ? 9 : 0) + OctetWriter.lengthOctets(body) + body - count
  }

  /// Protects the plain APDU in `0..<count` of `apdu` in place; returns the octets of the protected APDU, 0
  /// where they do not fit.
  ///
  /// - Parameters:
  ///   - tag: glo- or ded-tag of the service, or `generalGloCiphering`.
  ///   - title: the sender's; part of the nonce, and of a general APDU.
  public static func protect<Cipher: Crypto & ~Copyable>(
    _ apdu: inout MutableRawSpan, count: Int, tag: APDUTag, control: SecurityControl, title: SystemTitle,
    counter: UInt32, key: borrowing Key128, authenticationKey: borrowing Key128, crypto: inout Cipher
  ) -> Int {
    let isGeneral = tag == .generalGloCiphering || tag == .generalDedCiphering
    let body = 5 + count + (control.contains(.authenticated) ? tagOctets : 0)
    let head = 1 + (isGeneral ? 9 : 0) + OctetWriter.lengthOctets(body) + 5
    let total = head - 5 + body
    guard total <= apdu.byteCount else { return 0 }
    var index = count
    while index > 0 {
      index -= 1
      let octet = apdu.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      apdu.storeBytes(of: octet, toByteOffset: head + index, as: UInt8.self)
    }
    var writer = OctetWriter()
    writer.put(tag.rawValue, &apdu)
    if isGeneral {
      writer.put(8, &apdu)
      for index in 0..<8 { writer.put(title.octets[index], &apdu) }
    }
    writer.length(body, &apdu)
    writer.put(control.rawValue, &apdu)
    writer.put32(counter, &apdu)
    let computed = process(
      &apdu, head..<(head + count), control, title, counter, key, authenticationKey, &crypto, isSealing: true)
    if control.contains(.authenticated) {
      writer.position = head + count
      for index in 0..<tagOctets { writer.put(computed[index], &apdu) }
    }
    return total
  }

  /// Unprotects the APDU in `0..<count` of `apdu` in place; returns where the plain APDU stands.
  ///
  /// - Parameters:
  ///   - demanded: protection that must be there.
  ///   - title: the sender's, for service-specific ciphering; a general APDU must carry the same.
  ///   - lowest: the lowest invocation counter that is new; the caller stores the returned one plus 1.
  public static func unprotect<Cipher: Crypto & ~Copyable>(
    _ apdu: inout MutableRawSpan, count: Int, demanded: SecurityControl, title: SystemTitle,
    lowest: UInt32, key: borrowing Key128, authenticationKey: borrowing Key128, crypto: inout Cipher
  ) throws(CipherError) -> (plain: Range<Int>, control: SecurityControl, counter: UInt32) {
    var control = SecurityControl()
    var counter: UInt32 = 0
    var text = 0..<0
    do throws(CodecError) {
      let octets = apdu.bytes
      var reader = OctetReader(0..<count)
      let tag = try reader.uint8(octets)
      if tag == APDUTag.generalGloCiphering.rawValue || tag == APDUTag.generalDedCiphering.rawValue {
        let carried = try reader.field(octets)
        if carried.count > 0 {
          guard carried.count == 8 else { throw .malformed }
          for index in 0..<8
          where octets.unsafeLoad(
            fromByteOffset: carried.lowerBound + index, as: UInt8.self) != title.octets[index]
          { throw .malformed }
        }
      }
      var body = OctetReader(try reader.field(octets))
      guard reader.isAtEnd else { throw .malformed }
      control = SecurityControl(rawValue: try body.uint8(octets))
      counter = try body.uint32(octets)
      let tagCount = control.contains(.authenticated) ? tagOctets : 0
      text = try body.take(body.remaining - tagCount)
    } catch { throw .malformed }
    guard control.suite == 0, control.isDisjoint(with: [.broadcast, .compressed]) else { throw .malformed }
    guard control.isSuperset(of: demanded), !control.isEmpty else { throw .tooWeak }
    // The last number is never taken: nothing could follow it.
    guard counter >= lowest, counter < .max else { throw .replayed(expected: lowest) }
    let computed = process(
      &apdu, text, control, title, counter, key, authenticationKey, &crypto, isSealing: false)
    if control.contains(.authenticated) {
      let sent = apdu.bytes.extracting(text.upperBound..<(text.upperBound + tagOctets))
      guard ConstantTime.isEqual(sent, computed.span.bytes.extracting(0..<tagOctets)) else {
        throw .tagDiffers
      }
    }
    return (text, control, counter)
  }

  /// The GMAC of a challenge: security control, counter, tag; 17 octets (HLS, mechanism 5).
  public static func challengeReply<Cipher: Crypto & ~Copyable>(
    _ challenge: RawSpan, title: SystemTitle, counter: UInt32, key: borrowing Key128,
    authenticationKey: borrowing Key128, crypto: inout Cipher
  ) -> InlineArray<17, UInt8> {
    let tag = crypto.authenticate(
      key: key, nonce: title.nonce(counter),
      header: header(.authenticated, authenticationKey).span.bytes, body: challenge)
    return InlineArray {
      switch $0 {
      case 0: 0x10
      case 1...4: UInt8(truncatingIfNeeded: counter >> UInt32(8 * (4 - $0)))
      default: tag[$0 - 5]
      }
    }
  }

  /// Security control and authentication key: what a tag covers beside the text.
  private static func header(
    _ control: SecurityControl, _ key: borrowing Key128
  ) -> InlineArray<17, UInt8> {
    let octets = key.octets
    return InlineArray { $0 == 0 ? control.rawValue : octets[$0 - 1] }
  }

  private static func process<Cipher: Crypto & ~Copyable>(
    _ apdu: inout MutableRawSpan, _ text: Range<Int>, _ control: SecurityControl, _ title: SystemTitle,
    _ counter: UInt32, _ key: borrowing Key128, _ authenticationKey: borrowing Key128,
    _ crypto: inout Cipher, isSealing: Bool
  ) -> InlineArray<16, UInt8> {
    let header = header(control, authenticationKey)
    let nonce = title.nonce(counter)
    guard control.contains(.encrypted) else {
      return crypto.authenticate(
        key: key, nonce: nonce, header: header.span.bytes, body: apdu.bytes.extracting(text))
    }
    let count = control.contains(.authenticated) ? 17 : 0
    let authenticated = header.span.bytes.extracting(0..<count)
    return isSealing
      ? crypto.seal(key: key, nonce: nonce, header: authenticated, text: &apdu, range: text)
      : crypto.open(key: key, nonce: nonce, header: authenticated, text: &apdu, range: text)
  }
}
