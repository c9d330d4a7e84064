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
    filter.sent(([1, 2, 3] as [UInt8]).span.bytes)
    #expect([1, 2, 3, 1].map { filter.isEcho($0) } == [true, true, true, false])
    filter.sent(([5, 6] as [UInt8]).span.bytes)
    #expect([9, 5, 6].map { filter.isEcho($0) } == [false, false, false])
  }
}
