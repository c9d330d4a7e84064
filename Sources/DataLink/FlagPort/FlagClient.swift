/// A reader's side of IEC 62056-21, modes A to E. Sans-I/O: characters go in with `receive` (seven bits, the
/// driver has removed parity and echo), `next` says what to send and when to change the speed.
public struct FlagClient<let LineBytes: Int>: ~Copyable {
  /// The set-up.
  public let configuration: FlagClientConfiguration
  /// The baud rate agreed.
  public internal(set) var baud: UInt32

  enum State: Equatable, BitwiseCopyable {
    case idle, request, awaitIdentification, option, changeSpeed, readout, awaitPassword, ready, send
    case awaitReply, acknowledge, end, confirmHDLC
  }

  var state = State.idle
  var line = InlineArray<LineBytes, UInt8>(repeating: 0)
  var lineCount = 0
  var shownCount = 0
  var output = InlineArray<160, UInt8>(repeating: 0)
  var outputCount = 0
  var check: UInt8 = 0
  var isFramed = false
  var isChecking = false
  var isInsideFrame = false
  var attempts: UInt8 = 0
  var notBefore: Int64 = 0
  var deadline: Int64?
  var event: FlagClientEvent?
  var ackCharacter: UInt8 = 0x06
  /// What is awaited again after a NAK.
  var repeated = State.readout

  /// Creates a client without a session.
  public init(_ configuration: FlagClientConfiguration) {
    self.configuration = configuration
    baud = configuration.initialBaud
  }

  /// Begins a session: the port is at the initial speed, 7E1.
  public mutating func start(now: Int64) {
    baud = configuration.initialBaud
    attempts = 0
    event = nil
    lineCount = 0
    isFramed = configuration.purpose != .listen
    state = configuration.purpose == .listen ? .awaitIdentification : .request
    notBefore = now
    deadline = nil
  }

  /// When `next` must be called even if nothing arrives; nil when nothing is awaited.
  public var nextDeadline: Int64? {
    switch state {
    case .idle, .ready: nil
    case .request, .option, .changeSpeed, .send, .acknowledge, .end, .confirmHDLC: notBefore
    case .awaitIdentification, .readout, .awaitPassword, .awaitReply: deadline
    }
  }

  /// What happened since the last call, once. Take it after every character.
  public mutating func takeEvent() -> FlagClientEvent? {
    defer { event = nil }
    return event
  }

  /// The characters of the last identification, line, operand or answer.
  public func withLine<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    try body(line.span.bytes.extracting(0..<shownCount))
  }

  /// Sends a command in programming mode, such as `P`, `1`, `(12345678)` or `R`, `1`, `1.8.0()`; `B`, `0`
  /// without data ends the session. False where no command can be sent now or it is too long.
  public mutating func command(_ command: UInt8, _ type: UInt8, data: RawSpan, now: Int64) -> Bool {
    guard state == .ready, data.byteCount <= 150 else { return false }
    var span = output.mutableSpan
    var bytes = span.mutableBytes
    var position = 0
    bytes.put(0x01, at: &position)
    bytes.put(command, at: &position)
    bytes.put(type, at: &position)
    if data.byteCount > 0 {
      bytes.put(0x02, at: &position)
      for index in 0..<data.byteCount { bytes.put(data.octet(at: index) & 0x7F, at: &position) }
    }
    bytes.put(0x03, at: &position)
    var check: UInt8 = 0
    for index in 1..<position { check ^= bytes.octet(at: index) }
    bytes.put(check, at: &position)
    outputCount = position
    attempts = 0
    notBefore = now
    state = command == 0x42 ? .end : .send
    return true
  }

  // MARK: Out

  /// What to do now; characters to send are written into the front of `octets` (at least 160).
  public mutating func next(into octets: inout MutableRawSpan, now: Int64) -> FlagAction {
    if let deadline, now >= deadline, state != .idle {
      fail(.noAnswer)
      return .nothing
    }
    guard now >= notBefore else { return .nothing }
    var position = 0
    switch state {
    case .request:
      octets.put(0x2F, at: &position)
      octets.put(0x3F, at: &position)
      for index in 0..<Int(configuration.addressCount) {
        octets.put(configuration.address[index], at: &position)
      }
      octets.put(0x21, at: &position)
      octets.put(0x0D, at: &position)
      octets.put(0x0A, at: &position)
      wait(.awaitIdentification, now: now)
      return .transmit(count: position)
    case .option:
      let isHDLC = configuration.purpose == .hdlc
      octets.put(0x06, at: &position)
      octets.put(isHDLC ? 0x32 : 0x30, at: &position)
      octets.put(FlagBaud.modeCCharacter(baud) ?? 0x30, at: &position)
      octets.put(isHDLC ? 0x32 : configuration.purpose == .programming ? 0x31 : 0x30, at: &position)
      octets.put(0x0D, at: &position)
      octets.put(0x0A, at: &position)
      state = .changeSpeed
      notBefore = now + configuration.speedChangeNanoseconds
      deadline = nil
      return .transmit(count: position)
    case .changeSpeed:
      let isHDLC = configuration.purpose == .hdlc
      switch configuration.purpose {
      case .hdlc: state = .confirmHDLC
      case .programming: wait(.awaitPassword, now: now)
      default:
        isInsideFrame = false
        wait(.readout, now: now)
      }
      return .speed(baud: baud, isEightBit: isHDLC)
    case .confirmHDLC:
      // A meter that confirms does so with characters that HDLC ignores.
      finish(.startHDLC)
      return .startHDLC
    case .send:
      for index in 0..<outputCount {
        octets.storeBytes(of: output[index], toByteOffset: index, as: UInt8.self)
      }
      wait(.awaitReply, now: now)
      return .transmit(count: outputCount)
    case .end:
      for index in 0..<outputCount {
        octets.storeBytes(of: output[index], toByteOffset: index, as: UInt8.self)
      }
      state = .idle
      return .transmit(count: outputCount)
    case .acknowledge:
      octets.put(ackCharacter, at: &position)
      if ackCharacter == 0x06 {
        state = .idle
        deadline = nil
      } else {
        wait(repeated, now: now)
      }
      return .transmit(count: position)
    case .idle, .awaitIdentification, .readout, .awaitPassword, .ready, .awaitReply: return .nothing
    }
  }

  mutating func wait(_ state: State, now: Int64) {
    self.state = state
    lineCount = 0
    isChecking = false
    deadline = now + configuration.responseNanoseconds
  }
}
