import COSEM
import HAL
import Testing

/// Published protection vectors (Green Book keys), recomputed with an independent library.
@Suite struct Suite0Tests {
  static let key = Key128(hex("000102030405060708090A0B0C0D0E0F").span.bytes)!
  static let authenticationKey = Key128(hex("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF").span.bytes)!
  static let server = SystemTitle([0x4D, 0x4D, 0x4D, 0x00, 0x00, 0xBC, 0x61, 0x4E])
  static let client = SystemTitle([0x4D, 0x4D, 0x4D, 0x00, 0x00, 0x00, 0x00, 0x01])
  static let get = hex("C0010000080000010000FF0200")

  struct Vector: Sendable {
    var control: SecurityControl
    var tag: APDUTag
    var plain: String
    var whole: String
  }
  static let vectors = [
    Vector(
      control: .authenticated, tag: .gloGetRequest, plain: "C0010000080000010000FF0200",
      whole: "C81E 10 01234567 C0010000080000010000FF0200 06725D910F9221D263877516"),
    Vector(
      control: .encrypted, tag: .gloGetRequest, plain: "C0010000080000010000FF0200",
      whole: "C812 20 01234567 411312FF935A47566827C467BC"),
    Vector(
      control: [.authenticated, .encrypted], tag: .gloGetRequest, plain: "C0010000080000010000FF0200",
      whole: "C81E 30 01234567 411312FF935A47566827C467BC 7D825C3BE4A77C3FCC056B6B"),
    Vector(
      control: [.authenticated, .encrypted], tag: .gloInitiateRequest,
      plain: "01011000112233445566778899AABBCCDDEEFF0000065F1F0400007E1F04B0",
      whole:
        "21 30 30 01234567 801302FF8A7874133D414CED25B42534D28DB0047720606B175BD52211BE6841DB204D39EE6FDB8E356855"
    ),
  ]

  static func protect(
    _ plain: [UInt8], tag: APDUTag, control: SecurityControl, counter: UInt32 = 0x0123_4567
  ) -> [UInt8] {
    var crypto = SoftwareCrypto(entropy: key)
    return written { bytes in
      var writer = OctetWriter()
      writer.copy(plain.span.bytes, &bytes)
      return Suite0.protect(
        &bytes, count: plain.count, tag: tag, control: control, title: server, counter: counter, key: key,
        authenticationKey: authenticationKey, crypto: &crypto)
    }
  }

  static func unprotect(
    _ apdu: [UInt8], demanded: SecurityControl = [], lowest: UInt32 = 1
  ) throws(CipherError) -> [UInt8] {
    var crypto = SoftwareCrypto(entropy: key)
    var octets = apdu
    var span = octets.mutableSpan
    var bytes = span.mutableBytes
    let result = try Suite0.unprotect(
      &bytes, count: apdu.count, demanded: demanded, title: server, lowest: lowest, key: key,
      authenticationKey: authenticationKey, crypto: &crypto)
    return array(bytes.bytes.extracting(result.plain))
  }

  @Test("Published APDUs come out octet for octet and back", arguments: vectors)
  func published(_ vector: Vector) throws {
    let whole = Self.protect(hex(vector.plain), tag: vector.tag, control: vector.control)
    #expect(whole == hex(vector.whole))
    #expect(try Self.unprotect(whole) == hex(vector.plain))
    let count = hex(vector.plain).count
    #expect(whole.count == count + Suite0.overhead(count, vector.control, isGeneral: false))
  }

  @Test("Published challenge replies")
  func challenges() {
    var crypto = SoftwareCrypto(entropy: Self.key)
    let toClient = Suite0.challengeReply(
      Array("P6wRJ21F".utf8).span.bytes, title: Self.client, counter: 1, key: Self.key,
      authenticationKey: Self.authenticationKey, crypto: &crypto)
    #expect(array(toClient) == hex("10000000011A52FE7DD3E72748973C1E28"))
    let toServer = Suite0.challengeReply(
      Array("K56iVagY".utf8).span.bytes, title: Self.server, counter: 0x0123_4567, key: Self.key,
      authenticationKey: Self.authenticationKey, crypto: &crypto)
    #expect(array(toServer) == hex("1001234567FE1466AFB3DBCD4F9389E2B7"))
  }

  @Test("A general APDU carries the sender's title; every length comes back")
  func general() throws {
    for count in [1, 13, 100, 105, 110, 111, 120, 230, 255, 256, 1000] {
      let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      let whole = Self.protect(plain, tag: .generalGloCiphering, control: [.authenticated, .encrypted])
      #expect(Array(whole.prefix(10)) == hex("DB 08 4D4D4D0000BC614E"))
      #expect(
        whole.count
          == count + Suite0.overhead(count, [.authenticated, .encrypted], isGeneral: true))
      #expect(try Self.unprotect(whole) == plain)
    }
  }

  @Test("Any changed bit, a weaker protection, a used counter and a cut are refused")
  func refused() {
    let whole = Self.protect(Self.get, tag: .gloGetRequest, control: [.authenticated, .encrypted])
    for index in 7..<whole.count {
      for bit in 0..<8 {
        var changed = whole
        changed[index] ^= 1 << bit
        #expect(throws: CipherError.tagDiffers) { try Self.unprotect(changed) }
      }
    }
    #expect(throws: CipherError.replayed(expected: 0x0123_4568)) {
      try Self.unprotect(whole, lowest: 0x0123_4568)
    }
    let weak = Self.protect(Self.get, tag: .gloGetRequest, control: .authenticated)
    #expect(throws: CipherError.tooWeak) {
      try Self.unprotect(weak, demanded: [.authenticated, .encrypted])
    }
    for cut in 0..<whole.count {
      #expect(throws: CipherError.malformed) { try Self.unprotect(Array(whole[..<cut])) }
    }
  }

  @Test("Comparison: equal, different, shorter, longer, empty")
  func comparison() {
    func equal(_ a: String, _ b: String) -> Bool {
      ConstantTime.isEqual(Array(a.utf8).span.bytes, Array(b.utf8).span.bytes)
    }
    #expect(equal("secret", "secret"))
    for (a, b) in [
      ("secret", "secreT"), ("secre", "secret"), ("secretsecret", "secret"), ("", "secret"), ("", ""),
      ("a", ""),
    ] {
      #expect(!equal(a, b))
    }
  }
}
