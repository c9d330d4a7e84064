import Testing

@testable import GBCS

/// A small generator with a printed seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

struct CodecPropertyTests {
  private func octets(_ limit: Int, _ random: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 0...limit, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  private func scalar(_ random: inout SeededGenerator) -> DLMSData {
    let word = random.next()
    switch Int(word % 16) {
    case 0: return .null
    case 1: return .boolean(UInt8(truncatingIfNeeded: word >> 8))
    case 2:
      let count = Int(word >> 8 % 40) & 31
      return .bitString(count: count, octets: Array(repeating: 0xA5, count: (count + 7) / 8))
    case 3: return .int32(Int32(truncatingIfNeeded: word >> 8))
    case 4: return .uint32(UInt32(truncatingIfNeeded: word >> 8))
    case 5: return .octetString(octets(200, &random))
    case 6: return .int8(Int8(truncatingIfNeeded: word >> 8))
    case 7: return .int16(Int16(truncatingIfNeeded: word >> 8))
    case 8: return .uint8(UInt8(truncatingIfNeeded: word >> 8))
    case 9: return .uint16(UInt16(truncatingIfNeeded: word >> 8))
    case 10: return .int64(Int64(bitPattern: word))
    case 11: return .uint64(word)
    case 12: return .enumeration(UInt8(truncatingIfNeeded: word >> 8))
    case 13: return .visibleString(octets(20, &random))
    case 14: return .float64(word)
    default: return .dateTime(Array(repeating: UInt8(truncatingIfNeeded: word >> 8), count: 12))
    }
  }

  private func value(_ depth: Int, _ random: inout SeededGenerator) -> DLMSData {
    guard depth < 4 else { return scalar(&random) }
    switch UInt8.random(in: 0...9, using: &random) {
    case 0:
      return .array((0..<Int.random(in: 0...150, using: &random)).map { _ in scalar(&random) })
    case 1...2:
      return .structure((0..<Int.random(in: 0...5, using: &random)).map { _ in value(depth + 1, &random) })
    case 3:
      let type = DLMSType.structure([.uint32, .array(count: 3, .uint16), .scalar(9)])
      let rows = (0..<Int.random(in: 0...40, using: &random)).map { index in
        DLMSData.structure([
          .uint32(UInt32(index)), .array([.uint16(1), .uint16(2), .uint16(UInt16(index))]),
          .octetString(octets(9, &random)),
        ])
      }
      return .compactArray(CompactArray(type: type, rows: rows))
    default: return scalar(&random)
    }
  }

  @Test func everyValueSurvives() throws {
    for seed in UInt64(1)...2000 {
      var random = SeededGenerator(seed: seed)
      let data = value(0, &random)
      let bytes = data.encoded()
      #expect(try DLMSData(decoding: bytes) == data, "seed \(seed)")
      // A cut value is not one.
      if bytes.count > 1 {
        #expect(throws: FrameDecodingError.self, "seed \(seed)") { try DLMSData(decoding: bytes.dropLast()) }
      }
    }
  }

  @Test func anyBytesAreRefusedOrSurvive() {
    var decoded = 0
    for seed in UInt64(1)...20_000 {
      var random = SeededGenerator(seed: seed)
      var bytes = octets(60, &random)
      // Half of them are values with one octet changed.
      if seed % 2 == 0 {
        bytes = value(2, &random).encoded()
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if let data = try? DLMSData(decoding: bytes) {
        #expect(data.encoded() == bytes, "seed \(seed)")
        decoded += 1
      }
      if let frame = try? Frame(decoding: bytes) { #expect(frame.encoded() == bytes, "seed \(seed)") }
    }
    #expect(decoded > 100)
  }

  @Test func lengthsMustBeShortest() throws {
    #expect(try DLMSData(decoding: [9, 1, 7]) == .octetString([7]))
    let error = #expect(throws: FrameDecodingError.self) { try DLMSData(decoding: [9, 0x81, 1, 7]) }
    #expect(error?.offset == 1)
    #expect(throws: FrameDecodingError.self) {
      try DLMSData(decoding: [9, 0x82, 0, 0x80] + [UInt8](repeating: 0, count: 128))
    }
    #expect(try DLMSData(decoding: [9, 0x81, 0x80] + [UInt8](repeating: 0, count: 128)).octets?.count == 128)
  }

  /// A few octets must not describe more values than the decoder makes in good time.
  @Test func amplificationIsRefused() {
    let nulls: [UInt8] = [19, 1, 0xFF, 0xFF, 1, 0xFF, 0xFF, 0, 1, 0]
    #expect(throws: FrameDecodingError.self) { try DLMSData(decoding: nulls) }
    let empty: [UInt8] = [19, 2, 0, 2, 0, 0]
    #expect(throws: FrameDecodingError.self) { try DLMSData(decoding: empty) }
    #expect(throws: FrameDecodingError.self) {
      try DLMSData(decoding: [UInt8](repeating: 2, count: 1) + [UInt8](repeating: 1, count: 5000))
    }
    let deep = Array(repeating: [UInt8(2), 1], count: 100).joined() + [0]
    #expect(throws: FrameDecodingError.self) { try DLMSData(decoding: Array(deep)) }
  }

  @Test func datesAgreeWithKnownDays() {
    // Of the reference frames: 473385600 is 2015-01-01T00:00Z.
    #expect(COSEMDateTime(secondsSince2000: 473_385_600).octets == Hex.octets("07df0101ff000000008000ff"))
    #expect(COSEMDateTime(secondsSince2000: 0).description == "2000-01-01T00:00:00Z")
    #expect(COSEMDateTime(secondsSince2000: 5_097_599).description == "2000-02-28T23:59:59Z")
    #expect(COSEMDateTime(secondsSince2000: 5_097_600).description == "2000-02-29T00:00:00Z")
    #expect(COSEMDateTime.never.secondsSince2000 == nil)
    #expect(COSEMDateTime.immediately.secondsSince2000 == nil)
    for seed in UInt64(1)...5000 {
      var random = SeededGenerator(seed: seed)
      let seconds = UInt32.random(in: 0...UInt32.max, using: &random)
      #expect(COSEMDateTime(secondsSince2000: seconds).secondsSince2000 == seconds)
    }
    // 30 February is no day.
    #expect(COSEMDateTime(Hex.octets("07df021eff000000008000ff") ?? [])?.secondsSince2000 == nil)
  }

  @Test func hexadecimal() {
    #expect(Hex.octets("DD 00:ff-0a\n") == [0xDD, 0, 0xFF, 0x0A])
    #expect(Hex.octets("abc") == nil)
    #expect(Hex.octets("0x") == nil)
  }
}
