import COSEM
import HAL
import Outstation
import Testing

/// Ciphered associations: every form of protection, the dedicated key, challenges of every length, sizes.
@Suite struct CipheringConformanceTests {
  static let get = hex("C001C1 0008 0000010000FF 01 00")
  static let answer = hex("C401C100 0906 0000010000FF")
  static let withDedicatedKey =
    "01 01 10 303132333435363738393A3B3C3D3E3F 00 00 06 5F1F04 0000FFFF 0400"

  @Test("SYMSEC_0_SecDataX_P1: global, dedicated and general ciphering are answered alike")
  func everyForm() throws {
    var talk = CipheredClient()
    #expect(talk.associate(initiate: Self.withDedicatedKey)?.result == .accepted)
    for (request, response, isDedicated) in [
      (APDUTag.gloGetRequest, APDUTag.gloGetResponse, false), (.dedGetRequest, .dedGetResponse, true),
      (.generalGloCiphering, .generalGloCiphering, false), (.generalDedCiphering, .generalDedCiphering, true),
    ] {
      let key = isDedicated ? CipheredClient.dedicatedKey : CipheredClient.key
      let other = isDedicated ? CipheredClient.key : CipheredClient.dedicatedKey
      let asked = talk.protect(Self.get, tag: request, key: key)
      let sealed = talk.rig.send(asked)
      #expect(sealed.first == response.rawValue)
      #expect(talk.open(sealed, key: key) == Self.answer, "\(request)")
      // The other key does not open it.
      #expect(talk.open(sealed, key: other) == nil, "\(request)")
    }
  }

  @Test(
    "SYMSEC_0_DedKey_N1: dedicated ciphering without a dedicated key, with the global one, with a short one")
  func dedicatedKeyNegative() {
    var without = CipheredClient()
    #expect(without.associate()?.result == .accepted)
    let asked = without.protect(Self.get, tag: .dedGetRequest, key: CipheredClient.dedicatedKey)
    #expect(without.rig.send(asked) == hex("D80105"))
    // The association goes on.
    #expect(without.get() == Self.answer)

    var wrong = CipheredClient()
    #expect(wrong.associate(initiate: Self.withDedicatedKey)?.result == .accepted)
    let sealed = wrong.protect(Self.get, tag: .dedGetRequest)
    #expect(wrong.rig.send(sealed) == hex("D80105"))

    var short = CipheredClient()
    #expect(
      short.associate(initiate: "01 01 08 3031323334353637 00 00 06 5F1F04 0000FFFF 0400")?.result
        == .rejectedPermanent)
  }

  @Test("A dedicated key ends with its association")
  func dedicatedKeyEnds() {
    var talk = CipheredClient()
    _ = talk.associate(initiate: Self.withDedicatedKey)
    #expect(talk.associate()?.result == .accepted)
    let asked = talk.protect(Self.get, tag: .dedGetRequest, key: CipheredClient.dedicatedKey)
    #expect(talk.rig.send(asked) == hex("D80105"))
  }

  @Test("SYMSEC_0_FraCount_1: a message sent again is refused, its number told, and logged")
  func replay() {
    var talk = CipheredClient()
    _ = talk.associate()
    let message = talk.protect(Self.get, tag: .gloGetRequest)
    let first = talk.rig.send(message)
    #expect(talk.open(first) == Self.answer)
    #expect(talk.rig.send(message) == hex("D80106") + hex("00000003"))
    #expect(talk.rig.outstation.meter.accesses.last == [7, 1, 17])
  }

  @Test("APPL_OPEN_3: a challenge of 8 to 64 octets is proven both ways; any other length is refused")
  func challengeLengths() throws {
    for length in [8, 9, 16, 31, 32, 63, 64] {
      var talk = CipheredClient()
      let ours = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
      let opened = talk.associate(mechanism: .highGMAC, value: ours)
      let response = try #require(opened)
      #expect(response.result == .accepted && response.diagnostic == 14)
      let theirs = Array(talk.lastAnswer[try #require(response.authenticationValue)])
      #expect((8...64).contains(theirs.count))
      let sealed = talk.prove(theirs)
      let proof = talk.open(sealed)
      let plain = try #require(proof, "\(length)")
      #expect(Array(plain.prefix(8)) == hex("C701C1 00 01 00 09 11"), "\(length)")
      let isProven = talk.isProof(Array(plain.suffix(17)), of: ours)
      #expect(isProven, "\(length)")
      #expect(talk.get() == Self.answer)
    }
    for length in [0, 1, 7, 65, 100] {
      var talk = CipheredClient()
      let refused = talk.associate(mechanism: .highGMAC, value: [UInt8](repeating: 0x41, count: length))
      let response = try #require(refused)
      #expect(response.result == .rejectedPermanent && response.diagnostic == 13, "\(length)")
      #expect(talk.rig.session.level == nil)
    }
  }

  @Test("APPL_OPEN_3: a wrong proof is refused and uses the challenge up")
  func wrongProof() throws {
    var talk = CipheredClient()
    let opened = talk.associate(mechanism: .highGMAC, value: [UInt8](repeating: 5, count: 16))
    let response = try #require(opened)
    let theirs = Array(talk.lastAnswer[try #require(response.authenticationValue)])
    // Nothing else is served while the proof is awaited.
    let early = talk.protect(Self.get, tag: .gloGetRequest)
    let unserved = talk.rig.send(early)
    #expect((talk.open(unserved) ?? unserved) == hex("D80101"))
    var spoilt = theirs
    spoilt[0] ^= 1
    let proof = talk.prove(spoilt)
    #expect((talk.open(proof) ?? proof) == hex("C701C1 03 00"))
    #expect(talk.rig.session.level == nil)
    let late = talk.protect(Self.get, tag: .gloGetRequest)
    #expect(talk.rig.send(late) == hex("D80101"))
  }

  @Test("Passwords of every length: only the right one opens, and none is too long to be judged")
  func passwordLengths() {
    for length in [0, 1, 5, 7, 12, 13, 64, 120] {
      var rig = OutstationRig()
      let word = String(repeating: "l", count: length)
      #expect(rig.associate(word, client: 17) == (length == 0 ? 12 : 13), "\(length)")
      #expect(rig.session.level == nil)
      #expect(rig.associate("level1", client: 17) == 0, "\(length)")
    }
  }

  @Test(
    "Answers never exceed the client's PDU size, ciphered or not",
    arguments: [64, 65, 100, 127, 128, 129, 200, 255, 256, 300, 1024] as [UInt16])
  func answerSizes(_ size: UInt16) throws {
    let initiate = "01000000065F1F040000FFFF" + String(UInt32(size) + 0x10000, radix: 16).suffix(4)
    var plain = OutstationRig()
    #expect(plain.associate("level1", client: 17, initiate: initiate) == 0)
    let read = Self.read(Int(size)) {
      plain.send($0)
    } open: {
      $0
    }
    let whole = try #require(read)
    var talk = CipheredClient()
    #expect(talk.associate(initiate: initiate)?.result == .accepted)
    let sealed = Self.read(Int(size)) {
      let asked = talk.protect($0, tag: .gloGetRequest)
      return talk.rig.send(asked)
    } open: {
      talk.open($0)
    }
    #expect(sealed == whole)
    #expect(whole.count > 4000)
  }

  private static func next(_ number: UInt32) -> [UInt8] {
    [0xC0, 2, 0xC1] + (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * $0)) }
  }

  private static func block(_ answer: [UInt8]) -> (number: UInt32, isLast: Bool, octets: ArraySlice<UInt8>)? {
    guard answer.count > 9, answer[1] == 2, answer[8] == 0 else { return nil }
    let number = answer[4..<8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let start = answer[9] < 0x80 ? 10 : 10 + Int(answer[9] & 0x7F)
    return (number, answer[3] == 1, answer[start...])
  }

  /// Reads the profile in blocks; nil where an answer is longer than `size`, or is none.
  private static func read(
    _ size: Int, send: ([UInt8]) -> [UInt8], open: ([UInt8]) -> [UInt8]?
  ) -> [UInt8]? {
    var collected: [UInt8] = []
    var request = hex("C001C1 0007 0100630100FF 02 00")
    for _ in 0..<10_000 {
      let answer = send(request)
      guard answer.count <= size, let plain = open(answer), let part = block(plain) else { return nil }
      collected += part.octets
      if part.isLast { return collected }
      request = next(part.number)
    }
    return nil
  }

  @Test("Requests beyond what is kept are refused and nothing is changed")
  func oversizeRequest() {
    var rig = OutstationRig()
    _ = rig.associate("level3", client: 19)
    // A SET in blocks longer than a session keeps (1024 octets).
    let head = hex("C102C1 0001 000060320AFF 02 00 00 00000001 82 0190")
    var answer = rig.send(head + [UInt8](repeating: 0x55, count: 400))
    #expect(answer == hex("C502C1 00000001"))
    for number in UInt8(2)...3 {
      answer = rig.send(
        hex("C103C1 00 000000") + [number, 0x82, 0x01, 0x90] + [UInt8](repeating: 0x55, count: 400))
    }
    #expect(answer.first == 0xC5 && answer.count > 3 && answer != hex("C502C1 00000003"))
    #expect(rig.send(Self.get) == Self.answer)
    #expect(rig.associate("level1", client: 17) == 0)
  }
}
