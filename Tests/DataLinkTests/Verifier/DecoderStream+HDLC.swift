@testable import DataLink

extension DecoderStream {
  static let client = HDLCAddress(17)
  static let server = HDLCAddress(1)

  /// The published frames, with the flags that lie between frames.
  static let deframer = DecoderStream(
    description: "HDLC deframer",
    turns: [
      [
        HDLCFrameTests.snrm, [0x7E, 0x7E], HDLCFrameTests.acknowledge, HDLCFrameTests.receiveReady,
        HDLCFrameTests.information, HDLCFrameTests.flagInCheck,
      ]
    ],
    expected: ["93 0", "73 21", "B1 0", "32 16", "52 15"],
    run: { turns in
      var deframer = HDLCDeframer<256>()
      var events: [String] = []
      for octet in turns.joined().joined() {
        deframer.take(octet)
        while let frame = deframer.next() {
          events.append("\(digits([frame.control.octet])) \(frame.informationCount)")
        }
      }
      return events
    })

  static func request(
    _ control: HDLCControl, _ information: [UInt8] = [], isSegmented: Bool = false
  ) -> [UInt8] {
    HDLCConformanceTests.frame(control, information, isSegmented: isSegmented)
  }

  static func answer(
    _ control: HDLCControl, _ information: [UInt8] = [], isSegmented: Bool = false
  ) -> [UInt8] {
    HDLCConformanceTests.frame(control, information, to: client, from: server, isSegmented: isSegmented)
  }

  /// A request in a window of three frames, which only the last one polls for, then a poll and the end.
  static let hdlcServer = DecoderStream(
    description: "HDLC server",
    turns: [
      [request(.setNormalResponseMode(isPoll: true))],
      [
        request(.information(send: 0, receive: 0, isPoll: false), hex("E6E600 0102"), isSegmented: true),
        request(.information(send: 1, receive: 0, isPoll: false), hex("0304"), isSegmented: true),
        request(.information(send: 2, receive: 0, isPoll: true), hex("05")),
      ],
      [request(.receiveReady(receive: 1, isPoll: true))],
      [request(.disconnect(isPoll: true))],
    ],
    expected: ["73", "70", "71", "73", "requests 0102030405", "ended 1"],
    run: { turns in
      var rig = LinkRig(client: .standard, server: .standard)
      var events: [String] = []
      for piece in turns.joined() {
        events += rig.inject(piece).flatMap { frames(in: $0) }.map { digits([$0.control.octet]) }
      }
      return events + rig.handler.requests.map { "requests " + digits($0) } + ["ended \(rig.handler.ended)"]
    })

  /// The answers to a connection, to a message and to the end.
  static let hdlcClient = DecoderStream(
    description: "HDLC client",
    turns: [
      [answer(.unnumberedAcknowledge(isFinal: true), hex("81800C070400000003080400000003"))],
      [
        answer(.information(send: 0, receive: 1, isPoll: false), hex("E6E700 0A0B"), isSegmented: true),
        answer(.information(send: 1, receive: 1, isPoll: false), hex("0C"), isSegmented: true),
        answer(.information(send: 2, receive: 1, isPoll: true), hex("0D0E")),
      ],
      [answer(.unnumberedAcknowledge(isFinal: true))],
    ],
    expected: ["connected", "message(count: 5)", "0A0B0C0D0E", "disconnected"],
    run: { turns in
      var link = HDLCClient<256, 256>(
        HDLCClientConfiguration(client: 17, server: server, proposal: .both(128, window: 3)))
      var events: [String] = []
      for (index, turn) in turns.enumerated() {
        switch index {
        case 0: link.connect()
        case 1: _ = link.send(hex("0102").span.bytes)
        default: link.disconnect()
        }
        while !written({ link.transmit(into: &$0, now: 0) }).isEmpty {}
        for piece in turn {
          link.receive(piece.span.bytes, now: 0)
          guard let event = link.takeEvent() else { continue }
          events.append("\(event)")
          guard case .message = event else { continue }
          events.append(
            link.withMessage { bytes in digits((0..<bytes.byteCount).map { bytes.octet(at: $0) }) })
        }
      }
      return events
    })
}
