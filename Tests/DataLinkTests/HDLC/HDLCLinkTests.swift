import Testing

@testable import DataLink

@Suite struct HDLCLinkTests {
  @Test(
    "Messages of every size cross in both directions, for every information length and window",
    arguments: [(32, 1), (32, 7), (128, 1), (128, 3), (512, 2), (2030, 1), (2030, 7)])
  func messages(_ information: Int, _ window: Int) {
    let parameters = HDLCParameters.both(UInt16(information), window: UInt8(window))
    var rig = LinkRig(client: parameters, server: parameters)
    rig.client.connect()
    #expect(rig.run() == .connected)
    #expect(rig.client.parameters == parameters && rig.server.parameters == parameters)
    for count in [1, 2, 28, 29, 30, 61, 125, 126, 253, 509, 2027, 2028, 4000] {
      let request = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
      rig.handler.answerCount = { 4001 - $0 }
      #expect(rig.client.send(request.span.bytes) == true)
      #expect(rig.run() == .message(count: 4001 - count))
      #expect(rig.message() == EchoHandler.answer(to: request, count: 4001 - count))
      #expect(rig.handler.requests.last == request)
    }
    #expect(rig.handler.requests.count == 13)
    rig.client.disconnect()
    #expect(rig.run() == .disconnected)
    #expect(rig.server.client == nil && rig.handler.ended == 1)
  }

  @Test("A window of 7 needs a seventh of the turnarounds")
  func windowsSaveTurnarounds() {
    func frames(window: UInt8) -> (client: Int, server: Int) {
      let parameters = HDLCParameters.both(128, window: window)
      var rig = LinkRig(client: parameters, server: parameters)
      rig.client.connect()
      _ = rig.run()
      rig.clientFrames = 0
      rig.serverFrames = 0
      rig.handler.answerCount = { _ in 128 * 28 - 3 }
      _ = rig.client.send(([1, 2, 3] as [UInt8]).span.bytes)
      _ = rig.run()
      return (rig.clientFrames, rig.serverFrames)
    }
    #expect(frames(window: 1) == (28, 28))
    #expect(frames(window: 7) == (4, 28))
  }

  @Test("Frames lost or damaged at random: every message arrives right, once", arguments: UInt64(1)...40)
  func lossy(seed: UInt64) {
    let parameters = HDLCParameters.both(64, window: UInt8(1 + seed % 7))
    var rig = LinkRig(client: parameters, server: parameters)
    nonisolated(unsafe) var chance = Chance(seed: seed)
    rig.damage = { _, octets in
      switch chance.below(10) {
      case 0: return []
      case 1:
        var damaged = octets
        damaged[chance.below(octets.count)] ^= UInt8(1 << chance.below(8))
        return damaged
      case 2: return hex("00A0037E") + octets
      case 3: return Array(octets.dropLast(chance.below(4)))
      default: return octets
      }
    }
    var served = 0
    for round in 0..<12 {
      var reconnects = 0
      while true {
        if !rig.client.isConnected {
          rig.client.connect()
          guard rig.run() == .connected else { continue }
        }
        let request = (0..<(1 + chance.below(300))).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
        rig.handler.answerCount = { _ in 1 + request.count * 3 }
        let before = rig.handler.requests.count
        guard rig.client.send(request.span.bytes) else { continue }
        let event = rig.run()
        if event == .message(count: 1 + request.count * 3) {
          #expect(rig.message() == EchoHandler.answer(to: request, count: 1 + request.count * 3))
          // A request is executed once, however often its frames were repeated.
          #expect(rig.handler.requests.count == before + 1, "seed \(seed) round \(round)")
          #expect(rig.handler.requests.last == request)
          served += 1
          break
        }
        guard case .failed = event else {
          Issue.record("unexpected \(String(describing: event)), seed \(seed)")
          return
        }
        reconnects += 1
        #expect(reconnects < 60)
      }
    }
    #expect(served == 12)
  }

  @Test("A follow-up message is fetched by polling")
  func followUp() {
    var rig = LinkRig(client: .both(128, window: 1), server: .both(128, window: 1))
    rig.client.connect()
    _ = rig.run()
    rig.handler.followUps = 2
    _ = rig.client.send(([9] as [UInt8]).span.bytes)
    #expect(rig.run() == .message(count: 1))
    rig.client.poll()
    #expect(rig.run() == .message(count: 1))
    #expect(rig.message() == [1])
    rig.client.poll()
    #expect(rig.run() == .message(count: 1))
    #expect(rig.message() == [0])
  }

  @Test("No answer, retries included, is said; the wrong address is no answer")
  func silence() {
    var rig = LinkRig(client: .standard, server: .standard, address: HDLCAddress(logical: 1, physical: 18))
    rig.client.connect()
    #expect(rig.run() == .failed(.noAnswer))
    #expect(rig.client.retransmissions == 3)
  }

  @Test(
    "One-, two- and four-octet server addresses",
    arguments: [
      HDLCAddress(1), HDLCAddress(logical: 1, physical: 17), HDLCAddress(longLogical: 1, physical: 17),
    ])
  func addresses(_ address: HDLCAddress) {
    var rig = LinkRig(client: .standard, server: .standard, address: address)
    rig.client.connect()
    #expect(rig.run() == .connected)
    _ = rig.client.send(([1, 2] as [UInt8]).span.bytes)
    #expect(rig.run() == .message(count: 2))
  }
}
