import Testing

@testable import DataLink

/// What others, and a server that has nothing to say, do to a link.
@Suite struct HDLCStrangerTests {
  @Test("A stranger's disconnect leaves the present link and what it agreed on")
  func disconnect() {
    var rig = LinkRig(client: .both(512, window: 1), server: .both(512, window: 1))
    rig.client.connect()
    #expect(rig.run() == .connected)
    let stranger = HDLCFrame.octets(
      destination: HDLCAddress(1), source: HDLCAddress(33), control: .disconnect(isPoll: true))
    let answers = rig.inject(stranger)
    #expect(answers.count == 1 && rig.server.client == 17 && rig.handler.ended == 0)
    let request = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
    #expect(rig.client.send(request.span.bytes) == true)
    #expect(rig.run() == .message(count: 300))
    #expect(rig.message() == EchoHandler.answer(to: request, count: 300))
  }

  @Test("A server that answers every poll with nothing is given up after a minute", arguments: [true, false])
  func nothingToSay(isReady: Bool) {
    var rig = LinkRig(client: .both(128, window: 1), server: .both(128, window: 1))
    rig.handler.answerCount = { _ in 0 }
    // Not ready: what the server says is made an RNR.
    if !isReady {
      rig.damage = { isToServer, octets in
        guard !isToServer, octets.count == 9, octets[5] & 0x0F == 0x01 else { return octets }
        return HDLCFrame.octets(
          destination: HDLCAddress(17), source: HDLCAddress(1),
          control: .receiveNotReady(receive: octets[5] >> 5, isPoll: true))
      }
    }
    rig.client.connect()
    #expect(rig.run() == .connected)
    #expect(rig.client.send(([1, 2, 3] as [UInt8]).span.bytes) == true)
    #expect(rig.run() == .failed(.busy))
    #expect(rig.now > 60_000_000_000 && rig.now < 70_000_000_000)
    #expect(rig.clientFrames < 2000)
  }
}

extension HDLCFrame {
  /// A frame without information.
  static func octets(destination: HDLCAddress, source: HDLCAddress, control: HDLCControl) -> [UInt8] {
    written { bytes in
      write(destination: destination, source: source, control: control, information: RawSpan(), into: &bytes)
    }
  }
}
