import Testing

@testable import COSEM

/// Lengths and nestings that nobody writes in good faith.
@Suite struct HostileDataTests {
  @Test("A bit string, a string or a list longer than the octets is refused, whatever its length")
  func lengths() {
    for tag in ["04", "09", "0A", "01", "02"] {
      for length in ["84 7FFFFFFF", "84 7FFFFFF9", "84 FFFFFFFF", "83 FFFFFF", "84 80000000"] {
        let octets = hex("\(tag) \(length) 00")
        var reader = OctetReader(octets.span.bytes)
        #expect((try? reader.value(octets.span.bytes)) == nil, "\(tag) \(length)")
      }
    }
    for (bits, octetCount) in [(0, 0), (1, 1), (7, 1), (8, 1), (9, 2), (16, 2)] {
      let octets = [4, UInt8(bits)] + [UInt8](repeating: 0xAA, count: octetCount)
      var reader = OctetReader(octets.span.bytes)
      #expect(
        (try? reader.value(octets.span.bytes)) == .bitString(bits: bits, octets: 2..<(2 + octetCount)))
      #expect(reader.isAtEnd)
    }
  }

  @Test("A compact array of arrays without content ends at once")
  func nestedArrays() throws {
    let octets = hex("13 01 0258 01 0258 01 0258 01 0258 00 82 0258") + [UInt8](repeating: 0, count: 600)
    var reader = OctetReader(octets.span.bytes)
    guard case .compactArray(let range) = try reader.value(octets.span.bytes) else {
      Issue.record("no compact array")
      return
    }
    var calls = 0
    let array = try CompactArray(range, octets.span.bytes)
    #expect(throws: CodecError.malformed) { try array.forEach(octets.span.bytes) { _ in calls += 1 } }
    #expect(calls < 10)
  }
}
