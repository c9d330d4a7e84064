import DataLink
import HAL
import Outstation

/// Characters into a flag port with a whole outstation behind it, and into a reader. Octet 0 chooses mode and purpose;
/// 0xFF lets two seconds pass, 0xFE stands for the right check character. Nothing sent has an eighth bit, and nothing is longer than its buffer.
enum FuzzedFlagPort {
  static func run(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    let characters = checked(input.dropFirst())
    serve(characters, mode: FlagMode(rawValue: choice % 5) ?? .c)
    read(characters, purpose: FlagClientPurpose(rawValue: choice / 8 % 4) ?? .readout)
  }

  private static func checked(_ input: ArraySlice<UInt8>) -> [UInt8] {
    var check: UInt8 = 0
    var isInside = false
    return input.map { octet in
      if octet == 0xFE {
        isInside = false
        return check & 0x7F
      }
      if !isInside && (octet == 0x01 || octet == 0x02) {
        isInside = true
        check = 0
      } else if octet != 0xFF {
        check ^= octet
      }
      return octet
    }
  }

  private struct Handler: FlagHandler, ~Copyable {
    var outstation = FuzzedSession.outstation()
    var flag = FlagReadout()

    mutating func readoutLine(_ index: Int, into octets: inout MutableRawSpan) -> Int {
      flag.line(index, into: &octets, outstation: &outstation, now: 0)
    }
    mutating func isAccepted(password: RawSpan, type: UInt8, now: Int64) -> Bool {
      flag.isAccepted(password: password, outstation: &outstation, now: now)
    }
    mutating func read(_ dataSet: RawSpan, into octets: inout MutableRawSpan, now: Int64) -> Int {
      flag.read(dataSet, into: &octets, outstation: &outstation, now: now)
    }
    mutating func write(_ dataSet: RawSpan, now: Int64) -> Bool { false }
    mutating func flagSessionEnded() { flag.end() }
  }

  private static func serve(_ input: [UInt8], mode: FlagMode) {
    var server = FlagServer(FlagServerConfiguration(mode: mode, baud: 9600))
    var handler = Handler()
    var out = [UInt8](repeating: 0, count: 256)
    var now: Int64 = 0
    server.trigger(now: now)
    for octet in input {
      now += octet == 0xFF ? 2_000_000_000 : 20_000_000
      if octet != 0xFF { server.receive(octet, handler: &handler, now: now) }
      var isQuiet = false
      for _ in 0..<64 where !isQuiet {
        var action = FlagAction.nothing
        do {
          var span = out.mutableSpan
          var bytes = span.mutableBytes
          action = server.next(into: &bytes, handler: &handler, now: now)
        }
        switch action {
        case .nothing: isQuiet = true
        case .transmit(let count):
          guard count > 0, count <= 160, out[..<count].allSatisfy({ $0 < 0x80 }) else {
            fatalError("sent what no line carries")
          }
        case .speed: break
        case .startHDLC: _ = server.endHDLC()
        }
      }
      guard isQuiet else { fatalError("the port never rests") }
    }
    // Whatever came: once all is silent, the port waits for the next reader.
    for _ in 0..<200 where server.isInSession {
      now += 61_000_000_000
      var span = out.mutableSpan
      var bytes = span.mutableBytes
      if server.next(into: &bytes, handler: &handler, now: now) == .startHDLC { _ = server.endHDLC() }
    }
    guard !server.isInSession else { fatalError("a session without end") }
  }

  private static func read(_ input: [UInt8], purpose: FlagClientPurpose) {
    var client = FlagClient<128>(FlagClientConfiguration(purpose: purpose))
    var out = [UInt8](repeating: 0, count: 256)
    let data = Array("1.8.0()".utf8)
    var now: Int64 = 0
    client.start(now: now)
    for octet in input {
      now += octet == 0xFF ? 3_000_000_000 : 20_000_000
      if octet != 0xFF { client.receive(octet, now: now) }
      switch client.takeEvent() {
      case .passwordAsked, .acknowledged: _ = client.command(0x52, 0x31, data: data.span.bytes, now: now)
      case .line, .answer, .identified:
        client.withLine { if $0.byteCount > 128 { fatalError("a line beyond its buffer") } }
      default: break
      }
      for _ in 0..<8 {
        var span = out.mutableSpan
        var bytes = span.mutableBytes
        if client.next(into: &bytes, now: now) == .nothing { break }
      }
    }
  }
}
