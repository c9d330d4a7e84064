import Testing

@testable import MeterCore

@Suite struct CRC32CTests {
  /// Published vectors: RFC 3720 B.4 and the check value of "123456789".
  static let published: [(bytes: [UInt8], checksum: UInt32)] = [
    (Array("123456789".utf8), 0xE306_9283),
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    ([UInt8](0..<32), 0x46DD_794E),
    ([UInt8](0..<32).reversed(), 0x113F_DB5C),
  ]

  @Test func publishedVectors() {
    for vector in Self.published {
      #expect(CRC32C.checksum(vector.bytes.span.bytes) == vector.checksum)
    }
  }

  @Test("Going on from a checksum equals one over the whole")
  func continued() {
    let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for split in [0, 1, 77, 200] {
      let head = CRC32C.checksum(Array(bytes[..<split]).span.bytes)
      #expect(
        CRC32C.checksum(Array(bytes[split...]).span.bytes, seed: head) == CRC32C.checksum(bytes.span.bytes))
    }
  }
}
