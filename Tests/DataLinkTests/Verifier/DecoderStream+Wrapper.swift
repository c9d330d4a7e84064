@testable import DataLink

extension DecoderStream {
  static let wrapperServer = DecoderStream(
    description: "TCP wrapper, server",
    turns: [
      [
        WrapperTests.frame(17, 1, [1]), hex("0001001100010000"), WrapperTests.frame(17, 1, [2, 3, 4]),
        WrapperTests.frame(18, 1, Array(0..<200)),
      ]
    ],
    expected: [
      "0001 00010011 0001 01", "0001 00010011 0003 020A12",
      "0001 00010012 00C8 " + digits(EchoHandler.answer(to: Array(0..<200), count: 200)), "ended 1",
    ].map { $0.replacing(" ", with: "") },
    run: { turns in
      var server = WrapperServer<256>()
      var handler = EchoHandler()
      var events: [String] = []
      for piece in turns.joined() {
        var position = 0
        while position < piece.count {
          server.receive(piece.span.bytes, from: &position, handler: &handler, now: 0)
          while true {
            let answer = written { server.transmit(into: &$0, handler: &handler, now: 0) }
            if answer.isEmpty { break }
            events.append(digits(answer))
          }
        }
      }
      return events + ["ended\(handler.ended)"]
    })

  /// The second message is for another client.
  static let wrapperClient = DecoderStream(
    description: "TCP wrapper, client",
    turns: [
      [
        WrapperTests.frame(1, 17, [1]), WrapperTests.frame(1, 18, [9, 9]),
        WrapperTests.frame(1, 17, Array(0..<200)), WrapperTests.frame(2, 17, [8]),
        WrapperTests.frame(1, 17, [2, 3]),
      ]
    ],
    expected: ["01", digits(0..<200), "0203"],
    run: { turns in
      var client = WrapperClient<256>(client: 17, server: 1)
      var events: [String] = []
      for piece in turns.joined() {
        var position = 0
        while position < piece.count {
          guard case .message(let header) = client.take(piece.span.bytes, from: &position) else { continue }
          events.append(
            client.withMessage(count: Int(header.length)) { bytes in
              digits((0..<bytes.byteCount).map { bytes.octet(at: $0) })
            })
        }
      }
      return events
    })
}
