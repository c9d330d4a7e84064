@testable import DataLink

/// A handler that answers every request with itself, repeated and turned round, so that any lost, doubled or
/// swapped octet shows.
struct EchoHandler: MessageHandler, ~Copyable {
  var requests: [[UInt8]] = []
  var ended = 0
  var answerCount: (Int) -> Int = { $0 }
  var followUps = 0

  static func answer(to request: [UInt8], count: Int) -> [UInt8] {
    (0..<count).map { request[$0 % request.count] &+ UInt8(truncatingIfNeeded: $0 &* 7) }
  }

  mutating func linkEnded(client: UInt16, server: UInt16) { ended += 1 }

  mutating func respond(
    client: UInt16, server: UInt16, request: inout MutableRawSpan, count: Int,
    response: inout MutableRawSpan, now: Int64
  ) -> Int {
    let octets = (0..<count).map { request.octet(at: $0) }
    requests.append(octets)
    let answer = Self.answer(to: octets, count: answerCount(count))
    var position = 0
    for octet in answer { response.put(octet, at: &position) }
    return position
  }

  mutating func followUp(response: inout MutableRawSpan, now: Int64) -> Int {
    guard followUps > 0 else { return 0 }
    followUps -= 1
    var position = 0
    response.put(UInt8(followUps), at: &position)
    return 1
  }
}

/// A client and a server on a line that can lose or damage octets, in virtual time.
struct LinkRig: ~Copyable {
  var client: HDLCClient<2048, 4096>
  var server: HDLCServer<2048, 4096>
  var handler = EchoHandler()
  var now: Int64 = 0
  /// Changes what travels: direction (true to the server) and octets.
  var damage: (Bool, [UInt8]) -> [UInt8] = { _, octets in octets }
  var clientFrames = 0
  var serverFrames = 0

  init(
    client: HDLCParameters, server: HDLCParameters, address: HDLCAddress = HDLCAddress(1),
    inactivityNanoseconds: Int64 = 120_000_000_000
  ) {
    self.client = HDLCClient(HDLCClientConfiguration(client: 17, server: address, proposal: client))
    self.server = HDLCServer(
      HDLCServerConfiguration(
        physicalAddress: 17, limits: server, inactivityNanoseconds: inactivityNanoseconds))
  }

  /// Runs until something happened.
  mutating func run() -> HDLCClientEvent? {
    for _ in 0..<20_000 {
      var moved = false
      while true {
        let octets = fromClient()
        if octets.isEmpty { break }
        moved = true
        clientFrames += 1
        let arriving = damage(true, octets)
        server.receive(arriving.span.bytes, handler: &handler, now: now)
      }
      while true {
        let octets = fromServer()
        if octets.isEmpty { break }
        moved = true
        serverFrames += 1
        let arriving = damage(false, octets)
        client.receive(arriving.span.bytes, now: now)
      }
      if let event = client.takeEvent() { return event }
      if !moved {
        guard let deadline = client.nextDeadline else { return nil }
        now = max(now + 1, deadline)
        client.advance(now: now)
        server.advance(handler: &handler, now: now)
        if let event = client.takeEvent() { return event }
      }
    }
    return nil
  }

  private mutating func fromClient() -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: 2100)
    var span = octets.mutableSpan
    var bytes = span.mutableBytes
    let count = client.transmit(into: &bytes, now: now)
    return (0..<count).map { bytes.octet(at: $0) }
  }

  mutating func fromServer() -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: 2100)
    var span = octets.mutableSpan
    var bytes = span.mutableBytes
    let count = server.transmit(into: &bytes)
    return (0..<count).map { bytes.octet(at: $0) }
  }

  /// Sends a hand-made frame to the server and returns what it answers.
  mutating func inject(_ octets: [UInt8]) -> [[UInt8]] {
    server.receive(octets.span.bytes, handler: &handler, now: now)
    var answers: [[UInt8]] = []
    while true {
      let octets = fromServer()
      if octets.isEmpty { return answers }
      answers.append(octets)
    }
  }

  /// The message that arrived.
  func message() -> [UInt8] {
    client.withMessage { bytes in (0..<bytes.byteCount).map { bytes.octet(at: $0) } }
  }
}

extension HDLCParameters {
  static func both(_ information: UInt16, window: UInt8) -> HDLCParameters {
    HDLCParameters(
      maximumInformationTransmit: information, maximumInformationReceive: information,
      windowTransmit: window, windowReceive: window)
  }
}
