import Testing

@testable import DataLink

@Suite struct FlagLineTests {
  @Test("Software parity: 128 characters have an even number of ones and come back")
  func parity() {
    for character in UInt8(0)..<128 {
      let coded = FlagParity.encode(character)
      #expect(FlagParity.isEven(coded) && coded & 0x7F == character)
      #expect(!FlagParity.isEven(coded ^ 0x10))
    }
  }

  @Test("An echo is dropped; what is no echo passes")
  func echo() {
    var filter = EchoFilter<32>()
    var passed: [UInt8] = []
    func take(_ octets: [UInt8]) -> [UInt8] {
      passed = []
      for octet in octets { filter.take(octet) { passed.append($0) } }
      return passed
    }
    filter.sent(([1, 2, 3] as [UInt8]).span.bytes)
    #expect(take([1, 2, 3, 1]) == [1])
    filter.sent(([5, 6] as [UInt8]).span.bytes)
    #expect(take([9, 5, 6]) == [9, 5, 6])
    // Without an echo: an answer that begins as the request did comes whole.
    filter.sent(Array("/?!\r\n".utf8).span.bytes)
    #expect(take(Array("/SWM5\\2".utf8)) == Array("/SWM5\\2".utf8))
    // Two requests whose echoes come one after the other.
    filter.sent(([7, 8] as [UInt8]).span.bytes)
    filter.sent(([9] as [UInt8]).span.bytes)
    #expect(take([7, 8, 9, 7]) == [7])
    // Half an echo, then silence: nothing is kept.
    filter.sent(([1, 2, 3] as [UInt8]).span.bytes)
    #expect(take([1, 2]) == [])
    passed = []
    filter.expire { passed.append($0) }
    #expect(passed == [1, 2] && take([3]) == [3])
  }
}
