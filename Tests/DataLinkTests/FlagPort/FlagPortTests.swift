import Testing

@testable import DataLink

/// A meter of three lines, a password and one writable value.
struct LineHandler: FlagHandler, ~Copyable {
  var lines = ["0.0.0(12345678)", "1.8.0(001234.5*kWh)", "0.9.1(120000)"]
  var accepted = 0
  var hasAccess = false
  var writtenText = ""
  var sessions = 0

  mutating func readoutLine(_ index: Int, into octets: inout MutableRawSpan) -> Int {
    guard index < lines.count else { return 0 }
    var position = 0
    for character in lines[index].utf8 { octets.put(character, at: &position) }
    return position
  }
  mutating func isAccepted(password: RawSpan, type: UInt8, now: Int64) -> Bool {
    hasAccess = text(password) == "secret1"
    return hasAccess
  }
  mutating func read(_ dataSet: RawSpan, into octets: inout MutableRawSpan, now: Int64) -> Int {
    guard text(dataSet) == "1.8.0()" else { return 0 }
    var position = 0
    for character in "(001234.5*kWh)".utf8 { octets.put(character, at: &position) }
    return position
  }
  mutating func write(_ dataSet: RawSpan, now: Int64) -> Bool {
    guard hasAccess else { return false }
    writtenText = text(dataSet)
    return true
  }
  mutating func flagSessionEnded() {
    sessions += 1
    hasAccess = false
  }
}

func text(_ bytes: RawSpan) -> String {
  String(decoding: (0..<bytes.byteCount).map { bytes.octet(at: $0) }, as: UTF8.self)
}

/// Both ends on a line whose characters are lost unless both ends have the same speed.
struct FlagRig: ~Copyable {
  var client: FlagClient<128>
  var server: FlagServer
  var handler = LineHandler()
  var now: Int64 = 0
  var clientBaud: UInt32
  var serverBaud: UInt32
  var events: [FlagClientEvent] = []
  var texts: [String] = []
  var changes: [UInt32] = []
  var serverHDLC = false
  var damage: (Int, UInt8) -> UInt8 = { _, octet in octet }
  var served = 0

  init(
    _ purpose: FlagClientPurpose, mode: FlagMode, baud: UInt32 = 9600,
    change: (inout FlagServerConfiguration) -> Void = { _ in }
  ) {
    var configuration = FlagServerConfiguration(mode: mode, baud: baud)
    for (index, character) in "METER/1".utf8.enumerated() { configuration.identification[index] = character }
    configuration.identificationCount = 7
    for (index, character) in "12345678".utf8.enumerated() { configuration.address[index] = character }
    configuration.addressCount = 8
    change(&configuration)
    server = FlagServer(configuration)
    client = FlagClient(FlagClientConfiguration(purpose: purpose))
    clientBaud = client.configuration.initialBaud
    serverBaud = configuration.initialBaud
  }

  /// Runs until the client waits for an order, fails, or ends.
  mutating func run(limit: Int64 = 20_000_000_000) {
    let end = now + limit
    while now < end {
      var octets = [UInt8](repeating: 0, count: 200)
      var span = octets.mutableSpan
      var bytes = span.mutableBytes
      var moved = true
      switch client.next(into: &bytes, now: now) {
      case .nothing: moved = false
      case .transmit(let count):
        for index in 0..<count where clientBaud == serverBaud {
          server.receive(FlagParity.encode(bytes.octet(at: index)), handler: &handler, now: now)
        }
        now += Int64(count) * 10_000_000_000 / Int64(clientBaud)
      case .speed(let baud, _): clientBaud = baud
      case .startHDLC: note()
      }
      switch server.next(into: &bytes, handler: &handler, now: now) {
      case .nothing: break
      case .transmit(let count):
        moved = true
        now += Int64(count) * 10_000_000_000 / Int64(serverBaud)
        for index in 0..<count where clientBaud == serverBaud {
          client.receive(damage(served, bytes.octet(at: index)), now: now)
          served += 1
          note()
        }
      case .speed(let baud, _):
        moved = true
        serverBaud = baud
        changes.append(baud)
      case .startHDLC:
        moved = true
        serverHDLC = true
      }
      note()
      if !moved {
        let next = [client.nextDeadline, server.nextDeadline].compactMap { $0 }.filter { $0 > now }.min()
        guard let next else { return }
        now = next
      }
    }
  }

  mutating func note() {
    guard let event = client.takeEvent() else { return }
    events.append(event)
    texts.append(client.withLine { text($0) })
  }

  mutating func command(_ command: Character, _ data: String) {
    let octets = Array(data.utf8)
    #expect(client.command(command.asciiValue!, 0x31, data: octets.span.bytes, now: now) == true)
    run(limit: 3_000_000_000)
  }
}

@Suite struct FlagPortTests {
  @Test("Check characters published elsewhere")
  func checks() {
    #expect("R1\u{2}1.8.0(1)\u{3}".utf8.reduce(0, ^) == 0x6B)
    #expect("B0\u{3}".utf8.reduce(0, ^) == 0x71)
  }

  @Test(
    "Readout in modes A, B, C and E, at every speed",
    arguments: [(FlagMode.a, UInt32(300)), (.b, 600), (.b, 19200), (.c, 300), (.c, 9600), (.e, 19200)])
  func readout(_ mode: FlagMode, _ baud: UInt32) {
    var rig = FlagRig(.readout, mode: mode, baud: baud)
    rig.client.start(now: 0)
    rig.run()
    #expect(rig.events.first == .identified)
    #expect(rig.events.last == .readoutEnded(isVerified: true))
    #expect(zip(rig.events, rig.texts).filter { $0.0 == .line }.map(\.1) == rig.handler.lines)
    // Back at the initial speed, ready for the next reader.
    #expect(rig.serverBaud == 300 && !rig.server.isInSession)
    #expect(rig.changes == (baud == 300 ? (mode == .a ? [] : rig.changes) : [baud, 300]))
  }

  @Test("Mode D: an unasked readout, without check character")
  func pushed() {
    var rig = FlagRig(.listen, mode: .d)
    rig.client.start(now: 0)
    rig.server.trigger(now: 0)
    rig.run()
    #expect(rig.events.last == .readoutEnded(isVerified: false))
    #expect(zip(rig.events, rig.texts).filter { $0.0 == .line }.map(\.1) == rig.handler.lines)
  }

  @Test("Mode E: acknowledged 2 Z 2, the speed changes, HDLC begins on both sides", arguments: [false, true])
  func modeE(_ confirms: Bool) {
    var rig = FlagRig(.hdlc, mode: .e, baud: 9600) { $0.confirmsModeE = confirms }
    rig.client.start(now: 0)
    rig.run()
    #expect(rig.events == [.identified, .startHDLC])
    #expect(rig.serverHDLC && rig.serverBaud == 9600 && rig.clientBaud == 9600)
    let back = rig.server.endHDLC()
    #expect(back == .speed(baud: 300, isEightBit: false))
  }

  @Test("Mode E asked of a meter that has none is said")
  func notOffered() {
    var rig = FlagRig(.hdlc, mode: .c)
    rig.client.start(now: 0)
    rig.run()
    #expect(rig.events == [.failed(.notOffered)])
  }

  @Test("Programming: password, read, write, break; a wrong password gives no right and does not lock")
  func programming() {
    var rig = FlagRig(.programming, mode: .c)
    rig.client.start(now: 0)
    rig.run(limit: 3_000_000_000)
    #expect(rig.events.last == .passwordAsked)
    rig.command("P", "(wrong12)")
    #expect(rig.events.last == .refused)
    rig.command("W", "0.9.1(130000)")
    #expect(rig.events.last == .refused && rig.handler.writtenText.isEmpty)
    rig.command("P", "(secret1)")
    #expect(rig.events.last == .acknowledged)
    rig.command("W", "0.9.1(130000)")
    #expect(rig.events.last == .acknowledged && rig.handler.writtenText == "0.9.1(130000)")
    rig.command("R", "1.8.0()")
    #expect(rig.events.last == .answer && rig.texts.last == "(001234.5*kWh)")
    rig.command("R", "9.9.9()")
    #expect(rig.events.last == .refused)
    rig.command("B", "")
    #expect(!rig.server.isInSession && rig.handler.sessions == 1 && rig.serverBaud == 300)
  }

  @Test("No acknowledgement: the readout comes at the initial speed")
  func withoutAcknowledgement() {
    var rig = FlagRig(.readout, mode: .c)
    for character in "/?!\r\n".utf8 { rig.server.receive(character, handler: &rig.handler, now: 0) }
    var sent = ""
    var now: Int64 = 0
    var speeds: [UInt32] = []
    while now < 6_000_000_000 {
      let octets = written { bytes in
        switch rig.server.next(into: &bytes, handler: &rig.handler, now: now) {
        case .transmit(let count): return count
        case .speed(let baud, _): speeds.append(baud)
        default: now += 100_000_000
        }
        return 0
      }
      sent += String(decoding: octets, as: UTF8.self)
    }
    #expect(sent.hasPrefix("/SWM5METER/1\r\n\u{2}0.0.0(12345678)\r\n"))
    #expect(sent.contains("!\r\n\u{3}") && speeds.isEmpty)
  }

  @Test("A damaged readout is asked for again; damaged for ever is a failure")
  func damaged() {
    var rig = FlagRig(.readout, mode: .c)
    rig.damage = { index, octet in index == 40 ? octet ^ 2 : octet }
    rig.client.start(now: 0)
    rig.run()
    #expect(rig.events.last == .readoutEnded(isVerified: true))
    #expect(zip(rig.events, rig.texts).filter { $0.0 == .line }.map(\.1).suffix(3) == rig.handler.lines[...])
    var hopeless = FlagRig(.readout, mode: .c)
    hopeless.damage = { index, octet in index % 30 == 25 ? octet ^ (index % 60 == 25 ? 2 : 4) : octet }
    hopeless.client.start(now: 0)
    hopeless.run(limit: 60_000_000_000)
    #expect(
      hopeless.events.last == .failed(.checkDiffers) || hopeless.events.last == .failed(.noAnswer),
      "\(hopeless.events.suffix(5))")
  }

  @Test(
    "Only requests without address or with ours are answered",
    arguments: [
      ("/?!\r\n", true), ("/?12345678!\r\n", true), ("/?0012345678!\r\n", true), ("/?1234567!\r\n", false),
      ("/?123456789!\r\n", false), ("/!\r\n", false), ("?!\r\n", false), ("xx/?!\r\n", true),
    ])
  func addressing(_ request: String, _ isAnswered: Bool) {
    var rig = FlagRig(.readout, mode: .c)
    for character in request.utf8 { rig.server.receive(character, handler: &rig.handler, now: 0) }
    #expect(rig.server.isInSession == isAnswered)
  }

  @Test("Random characters never break the port", arguments: UInt64(1)...20)
  func noise(seed: UInt64) {
    var rig = FlagRig(.readout, mode: .e)
    var chance = Chance(seed: seed)
    for _ in 0..<3000 {
      rig.now += Int64(chance.below(50_000_000))
      let picks: [UInt8] = [0x2F, 0x3F, 0x21, 0x0D, 0x0A, 0x06, 0x01, 0x02, 0x03, 0x50, 0x31]
      let octet = chance.below(3) > 0 ? picks[chance.below(picks.count)] : UInt8(chance.below(256))
      rig.server.receive(octet, handler: &rig.handler, now: rig.now)
      _ = written { bytes in
        if case .transmit(let count) = rig.server.next(into: &bytes, handler: &rig.handler, now: rig.now) {
          return count
        }
        return 0
      }
    }
    rig.now += 200_000_000_000
    for _ in 0..<20 {
      rig.now += 2_000_000_000
      _ = written { bytes in
        if case .transmit(let count) = rig.server.next(into: &bytes, handler: &rig.handler, now: rig.now) {
          return count
        }
        return 0
      }
    }
    #expect(rig.server.isInSession == false, "seed \(seed)")
    rig.serverBaud = 300
    rig.client.start(now: rig.now)
    rig.run()
    #expect(rig.events.last == .readoutEnded(isVerified: true), "seed \(seed)")
  }

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
