/// A reader's side of IEC 62056-21, modes A to E. Sans-I/O: characters go in with `receive` (seven bits, the
/// driver has removed parity and echo), `next` says what to send and when to change the speed.
public struct FlagClient<let LineBytes: Int>: ~Copyable {
  /// The set-up.
  public let configuration: FlagClientConfiguration
  /// The baud rate agreed.
  public private(set) var baud: UInt32

  private enum State: Equatable, BitwiseCopyable {
    case idle, request, awaitIdentification, option, changeSpeed, readout, awaitPassword, ready, send
    case awaitReply, acknowledge, end, confirmHDLC
  }

  private var state = State.idle
  private var line = InlineArray<LineBytes, UInt8>(repeating: 0)
  private var lineCount = 0
  private var shownCount = 0
  private var output = InlineArray<160, UInt8>(repeating: 0)
  private var outputCount = 0
  private var check: UInt8 = 0
  private var isFramed = false
  private var isChecking = false
  private var isInsideFrame = false
  private var attempts: UInt8 = 0
  private var notBefore: Int64 = 0
  private var deadline: Int64?
  private var event: FlagClientEvent?
  private var ackCharacter: UInt8 = 0x06

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

  // MARK: In

  /// Takes one character.
  public mutating func receive(_ octet: UInt8, now: Int64) {
    let character = octet & 0x7F
    if deadline != nil { deadline = now + configuration.responseNanoseconds }
    switch state {
    case .awaitIdentification:
      if character == 0x2F && !isLineBegun(0x2F) { lineCount = 0 }
      append(character)
      if character == 0x0A { identified(now: now) }
    case .readout: takeReadout(character, now: now)
    case .awaitPassword, .awaitReply: takeReply(character, now: now)
    default: break
    }
  }

  /// The identification itself may contain '/'.
  private func isLineBegun(_ character: UInt8) -> Bool { lineCount > 0 && line[0] == character }

  private mutating func append(_ character: UInt8) {
    guard lineCount < LineBytes else { return }
    line[lineCount] = character
    lineCount += 1
  }

  private mutating func identified(now: Int64) {
    defer { lineCount = 0 }
    guard lineCount >= 7, line[0] == 0x2F else { return }
    shownCount = lineCount - 2
    event = .identified
    let rate = line[4]
    let offersHDLC = lineCount >= 8 && line[5] == 0x5C && line[6] == 0x32
    notBefore = now + 20_000_000
    deadline = now + configuration.responseNanoseconds
    if configuration.purpose == .listen {
      check = 0
      state = .readout
      return
    }
    if let offered = FlagBaud.modeC(rate) {
      guard configuration.purpose != .hdlc || offersHDLC else { return fail(.notOffered) }
      baud = offered <= configuration.highestBaud ? offered : configuration.initialBaud
      state = .option
      // 200 ms of reaction, 20 ms where the third letter is small.
      notBefore = now + (line[3] >= 0x61 ? 20_000_000 : 200_000_000)
      return
    }
    guard configuration.purpose == .readout else { return fail(.notOffered) }
    isInsideFrame = false
    if let offered = FlagBaud.modeB(rate) {
      baud = offered
      state = .changeSpeed
    } else {
      state = .readout
    }
  }

  private mutating func takeReadout(_ character: UInt8, now: Int64) {
    if isFramed && !isInsideFrame {
      if character == 0x02 {
        isInsideFrame = true
        isChecking = false
        check = 0
        lineCount = 0
      }
      return
    }
    if isChecking {
      isChecking = false
      isInsideFrame = false
      if character == check {
        ackCharacter = 0x06
        event = .readoutEnded(isVerified: true)
      } else {
        guard attempts < configuration.retries else { return fail(.checkDiffers) }
        attempts += 1
        ackCharacter = 0x15
      }
      state = .acknowledge
      notBefore = now
      return
    }
    check ^= character
    switch character {
    case 0x03: isChecking = isFramed
    case 0x0A:
      shownCount = lineCount
      let isEnd = lineCount == 1 && line[0] == 0x21
      lineCount = 0
      if isEnd {
        if !isFramed { finish(.readoutEnded(isVerified: false)) }
      } else if shownCount > 0 {
        event = .line
      }
    case 0x0D: break
    default: append(character)
    }
  }

  private mutating func takeReply(_ character: UInt8, now: Int64) {
    if lineCount == 0 && !isChecking {
      switch character {
      case 0x06 where state == .awaitReply: return settle(.acknowledged)
      case 0x15 where state == .awaitReply:
        guard attempts < configuration.retries else { return settle(.refused) }
        attempts += 1
        state = .send
        notBefore = now
        return
      case 0x01, 0x02:
        check = 0
        line[0] = character
        lineCount = 1
        return
      default: return
      }
    }
    if isChecking {
      isChecking = false
      let isGood = character == check
      let count = lineCount
      lineCount = 0
      guard isGood else {
        guard attempts < configuration.retries else { return fail(.checkDiffers) }
        attempts += 1
        ackCharacter = 0x15
        state = .acknowledge
        notBefore = now
        return
      }
      let isPassword = line[0] == 0x01
      // Without SOH P 0 STX, or STX; and without ETX.
      let start = isPassword ? 4 : 1
      guard count > start else { return settle(.refused) }
      for index in start..<(count - 1) { line[index - start] = line[index] }
      shownCount = count - 1 - start
      let isError = shownCount >= 3 && line[0] == 0x28 && line[1] == 0x45 && line[2] == 0x52
      return settle(isPassword ? .passwordAsked : isError ? .refused : .answer)
    }
    check ^= character
    append(character)
    if character == 0x03 { isChecking = true }
  }

  private mutating func settle(_ event: FlagClientEvent) {
    self.event = event
    state = .ready
    deadline = nil
    lineCount = 0
    attempts = 0
  }

  private mutating func finish(_ event: FlagClientEvent) {
    self.event = event
    state = .idle
    deadline = nil
  }

  private mutating func fail(_ failure: FlagClientFailure) { finish(.failed(failure)) }

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
        wait(outputCount > 0 ? .awaitReply : .readout, now: now)
      }
      return .transmit(count: position)
    case .idle, .awaitIdentification, .readout, .awaitPassword, .ready, .awaitReply: return .nothing
    }
  }

  private mutating func wait(_ state: State, now: Int64) {
    self.state = state
    lineCount = 0
    isChecking = false
    deadline = now + configuration.responseNanoseconds
  }
}
