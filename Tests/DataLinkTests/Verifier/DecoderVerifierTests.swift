import Testing

@testable import DataLink

/// Every decoder gives the same events whether its octets come whole, one by one or glued.
@Suite struct DecoderVerifierTests {
  @Test("Whole, octet by octet, glued: the same events", arguments: DecoderStream.all, Feeding.allCases)
  func feeding(_ stream: DecoderStream, _ feeding: Feeding) {
    #expect(stream.run(stream.turns.map { feeding.pieces($0) }) == stream.expected)
  }

  @Test("A stream with a turn missing gives other events", arguments: DecoderStream.all)
  func missing(_ stream: DecoderStream) {
    let less = stream.turns.count > 1 ? Array(stream.turns.dropLast()) : [Array(stream.turns[0].dropLast())]
    #expect(stream.run(less) != stream.expected)
  }

  /// A frame that polls hands the line over: a primary station must not send another before the answer. Where
  /// it does, only the last poll is answered; nothing is served twice or to nobody, and the link goes on.
  @Test("Frames behind a poll: nothing wrong is served, and the next request works")
  func polledTwice() {
    var rig = LinkRig(client: .standard, server: .standard)
    let request = DecoderStream.request(.information(send: 0, receive: 0, isPoll: true), hex("E6E600 0102"))
    let glued = rig.inject(DecoderStream.request(.setNormalResponseMode(isPoll: true)) + request)
    #expect(glued.flatMap { frames(in: $0) }.last?.control == .information(send: 0, receive: 1, isPoll: true))
    #expect(rig.handler.requests == [[1, 2]])
    // The client that missed its UA connects again.
    #expect(
      rig.inject(DecoderStream.request(.setNormalResponseMode(isPoll: true))).flatMap { frames(in: $0) }.map(
        \.control) == [.unnumberedAcknowledge(isFinal: true)])
    let next = DecoderStream.request(.information(send: 0, receive: 0, isPoll: true), hex("E6E600 0304"))
    #expect(
      rig.inject(next).flatMap { frames(in: $0) }.map(\.control)
        == [.information(send: 0, receive: 1, isPoll: true)])
    #expect(rig.handler.requests == [[1, 2], [3, 4]])
  }
}
