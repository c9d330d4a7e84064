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
  /// Sees what the server sends.
  var hears: (UInt8) -> Void = { _ in }
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
          hears(bytes.octet(at: index))
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
