import COSEM
import HAL
import Testing

/// Vectors of the GCM specification (McGrew and Viega, test cases 1 to 4, which NIST's validation uses too).
@Suite struct AESGCMTests {
  struct Vector: Sendable {
    var key, nonce, header, plain, cipher, tag: String
  }

  static let vectors = [
    Vector(
      key: "00000000000000000000000000000000", nonce: "000000000000000000000000", header: "", plain: "",
      cipher: "", tag: "58e2fccefa7e3061367f1d57a4e7455a"),
    Vector(
      key: "00000000000000000000000000000000", nonce: "000000000000000000000000", header: "",
      plain: "00000000000000000000000000000000", cipher: "0388dace60b6a392f328c2b971b2fe78",
      tag: "ab6e47d42cec13bdf53a67b21257bddf"),
    Vector(
      key: "feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888", header: "",
      plain:
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
      cipher:
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
      tag: "4d5c2af327cd64a62cf35abd2ba6fab4"),
    Vector(
      key: "feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
      header: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      plain:
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
      cipher:
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
      tag: "5bc94fbc3221a5db94fae95ae7121a47"),
  ]

  @Test("Published vectors, both ways, wherever the text stands", arguments: vectors)
  func published(_ vector: Vector) {
    var crypto = SoftwareCrypto(entropy: Key128(InlineArray(repeating: 1)))
    let key = Key128(hex(vector.key).span.bytes)!
    let nonceOctets = hex(vector.nonce)
    let nonce = InlineArray<12, UInt8> { nonceOctets[$0] }
    let header = hex(vector.header)
    let plain = hex(vector.plain)
    for offset in [0, 5] {
      var text = [UInt8](repeating: 0xEE, count: offset) + plain + [0xEE]
      let range = offset..<(offset + plain.count)
      var tag: [UInt8] = []
      var back: [UInt8] = []
      do {
        var span = text.mutableSpan
        var bytes = span.mutableBytes
        tag = array(
          crypto.seal(key: key, nonce: nonce, header: header.span.bytes, text: &bytes, range: range))
        #expect(array(bytes.bytes.extracting(range)) == hex(vector.cipher))
        back = array(
          crypto.open(key: key, nonce: nonce, header: header.span.bytes, text: &bytes, range: range))
      }
      #expect(tag == hex(vector.tag) && back == tag)
      #expect(text == [UInt8](repeating: 0xEE, count: offset) + plain + [0xEE])
    }
  }

  @Test("Random octets differ between starts, calls and positions")
  func random() {
    var seen: Set<[UInt8]> = []
    for start in UInt8(0)..<20 {
      var crypto = SoftwareCrypto(entropy: Key128(InlineArray(repeating: start)))
      for _ in 0..<20 {
        let octets = written { bytes in
          var part = InlineArray<24, UInt8>(repeating: 0)
          var span = part.mutableSpan
          var room = span.mutableBytes
          crypto.fillRandom(&room)
          var writer = OctetWriter()
          writer.copy(room.bytes, &bytes)
          return 24
        }
        #expect(seen.insert(Array(octets.prefix(16))).inserted)
        #expect(Array(octets.prefix(8)) != Array(octets[8..<16]))
      }
    }
  }
}
