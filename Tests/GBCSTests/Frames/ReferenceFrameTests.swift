import Testing

@testable import GBCS

@Suite(.referenceData) struct ReferenceFrameTests {
  @Test func everyFrameDecodesAndEncodesToItself() throws {
    var decoded = 0
    for (name, bytes) in ReferenceData.octets {
      do {
        let frame = try Frame(decoding: bytes)
        #expect(frame.encoded() == bytes, "\(name)")
        decoded += 1
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    print(
      "GBCS reference frames decoded and re-encoded byte for byte: \(decoded) of \(ReferenceData.octets.count)"
    )
    #expect(decoded == ReferenceData.octets.count)
    #expect(ReferenceData.octets.count == 436)
  }
}
