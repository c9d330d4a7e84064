import Testing

@testable import DataLink

@Suite struct WrapperTests {
  static func frame(_ source: UInt16, _ destination: UInt16, _ message: [UInt8]) -> [UInt8] {
    written { bytes in
      WrapperClient<1024>(client: source, server: destination).write(message.span.bytes, into: &bytes)
    }
  }

  @Test func published() {
    #expect(Self.frame(1, 16, [0xAA, 0xBB]) == hex("0001 0001 0010 0002 AABB"))
  }

  @Test("Whole, octet by octet, glued: the same answers")
  func verifier() {
    let messages: [[UInt8]] = [[1], [2, 3, 4], Array(0..<200), [9, 9]]
    let stream = messages.flatMap { Self.frame(17, 1, $0) }
    let expected = messages.map { Self.frame(1, 17, EchoHandler.answer(to: $0, count: $0.count)) }
    for chunk in [stream.count, 1, 2, 3, 7, 100] {
      var server = WrapperServer<256>()
      var handler = EchoHandler()
      var answers: [[UInt8]] = []
      for start in stride(from: 0, to: stream.count, by: chunk) {
        let part = Array(stream[start..<min(start + chunk, stream.count)])
        var position = 0
        while position < part.count {
          server.receive(part.span.bytes, from: &position, handler: &handler, now: 0)
          while true {
            let answer = written { server.transmit(into: &$0, handler: &handler, now: 0) }
            if answer.isEmpty { break }
            answers.append(answer)
          }
        }
      }
      #expect(answers == expected, "chunks of \(chunk)")
    }
  }

  @Test("A stream that is no wrapper, or a message too long, breaks the connection")
  func broken() {
    for stream in [hex("7EA007032393BF32"), hex("0001001100010101"), hex("0002001100010001AA")] {
      var server = WrapperServer<256>()
      var handler = EchoHandler()
      var position = 0
      while position < stream.count {
        server.receive(stream.span.bytes, from: &position, handler: &handler, now: 0)
      }
      #expect(server.isBroken == true)
      #expect(handler.requests.isEmpty)
    }
  }

  @Test("A message to a logical device that is not there is passed over")
  func destination() {
    var server = WrapperServer<256>()
    var handler = EchoHandler()
    let stream = Self.frame(17, 999, [1]) + Self.frame(17, 0, [2]) + Self.frame(17, 1, [3])
    var position = 0
    while position < stream.count {
      server.receive(stream.span.bytes, from: &position, handler: &handler, now: 0)
    }
    #expect(handler.requests == [[3]])
  }

  @Test("An empty message is passed over; another client's message ends the first one's association")
  func oddities() {
    var server = WrapperServer<256>()
    var handler = EchoHandler()
    let stream = hex("0001001100010000") + Self.frame(17, 1, [1]) + Self.frame(18, 1, [2])
    var position = 0
    while position < stream.count {
      server.receive(stream.span.bytes, from: &position, handler: &handler, now: 0)
    }
    #expect(handler.requests == [[1], [2]])
    #expect(handler.ended == 1)
    server.close(handler: &handler)
    #expect(handler.ended == 2)
  }

  @Test func clientTakesItsOwn() {
    var client = WrapperClient<256>(client: 17, server: 1)
    let stream = Self.frame(1, 18, [7]) + Self.frame(1, 17, [1, 2, 3])
    var position = 0
    #expect(
      client.take(stream.span.bytes, from: &position)
        == .message(WrapperHeader(source: 1, destination: 17, length: 3)))
    #expect(client.withMessage(count: 3) { $0.octet(at: 2) } == 3)
  }
}
