/// A meter's side of IEC 62056-21, modes A to E. Sans-I/O: characters go in with `receive` (seven bits, the
/// driver has removed parity and echo), `next` says what to send and when to change the speed.
public struct FlagServer: ~Copyable {
  /// The set-up.
  public let configuration: FlagServerConfiguration
  /// True while a session is under way.
  public var isInSession: Bool { state != .idle }

  private enum State: Equatable, BitwiseCopyable {
    case idle
    case identify
    case awaitOption
    case switchSpeed(then: Next)
    case readout(line: Int)
    case awaitEnd
    case password
    case programming
    case reply
    case modeE(Bool)
    case hdlc
    case closing
  }

  private enum Next: UInt8, BitwiseCopyable { case readout, programming, hdlc }

  private var state = State.idle
  private var speed: UInt32
  private var input = InlineArray<160, UInt8>(repeating: 0)
  private var inputCount = 0
  private var output = InlineArray<160, UInt8>(repeating: 0)
  private var outputCount = 0
  private var notBefore: Int64 = 0
  private var deadline: Int64?
  private var check: UInt8 = 0
  private var option: UInt8 = 0
  private var expectsCheck = false

  /// Creates a port that waits for a request.
  public init(_ configuration: FlagServerConfiguration) {
    self.configuration = configuration
    speed = configuration.initialBaud
  }

  /// When `next` must be called even if nothing arrives; nil when nothing is awaited.
  public var nextDeadline: Int64? {
    switch state {
    case .idle, .hdlc: nil
    case .awaitOption, .awaitEnd, .programming: deadline
    default: notBefore
    }
  }

  // MARK: In

  /// Takes one character.
  public mutating func receive<Handler: FlagHandler & ~Copyable>(
    _ octet: UInt8, handler: inout Handler, now: Int64
  ) {
    let character = octet & 0x7F
    switch state {
    case .idle, .awaitOption:
      // A new request may come at any time; it begins with '/'.
      if character == 0x2F { inputCount = 0 }
      append(character)
      if character == 0x0A {
        if state == .idle || isRequest { takeRequest(now: now) } else { takeOption(now: now) }
        inputCount = 0
      }
    case .awaitEnd:
      if character == 0x15 {
        begin(.readout(line: 0), now: now)
      } else if character == 0x06 {
        begin(.closing, now: now)
      }
    case .programming: takeCommand(character, handler: &handler, now: now)
    default: break
    }
  }

  /// Begins an unasked readout (mode D: a button or sensor).
  public mutating func trigger(now: Int64) {
    guard configuration.mode == .d, state == .idle else { return }
    begin(.identify, now: now)
  }

  private mutating func append(_ character: UInt8) {
    // A line too long for any request: forget it.
    if inputCount == 160 { inputCount = 0 }
    input[inputCount] = character
    inputCount += 1
  }

  private var isRequest: Bool { inputCount > 1 && input[0] == 0x2F && input[1] == 0x3F }

  private mutating func takeRequest(now: Int64) {
    guard configuration.mode != .d, isRequest, inputCount >= 5, input[inputCount - 2] == 0x0D,
      input[inputCount - 3] == 0x21
    else { return }
    if isAddressed(from: 2, to: inputCount - 3) { begin(.identify, now: now) }
  }

  /// No address, or ours; leading zeros do not count.
  private func isAddressed(from start: Int, to end: Int) -> Bool {
    if start == end { return true }
    var (mine, theirs) = (0, start)
    let count = Int(configuration.addressCount)
    while mine < count, configuration.address[mine] == 0x30 { mine += 1 }
    while theirs < end, input[theirs] == 0x30 { theirs += 1 }
    guard count - mine == end - theirs else { return false }
    for index in 0..<(count - mine) where configuration.address[mine + index] != input[theirs + index] {
      return false
    }
    return true
  }

  private mutating func takeOption(now: Int64) {
    guard inputCount == 6, input[0] == 0x06, input[4] == 0x0D else {
      return begin(.readout(line: 0), now: now)
    }
    let offered = FlagBaud.modeCCharacter(configuration.baud)
    if input[2] == offered { speed = configuration.baud }
    switch (input[1], input[3]) {
    case (0x32, 0x32) where configuration.mode == .e: option = 2
    case (_, 0x31): option = 1
    default: option = 0
    }
    let next: Next = option == 2 ? .hdlc : option == 1 ? .programming : .readout
    begin(.switchSpeed(then: next), now: now, isPrompt: true)
  }

  private mutating func begin(_ state: State, now: Int64, isPrompt: Bool = false) {
    self.state = state
    notBefore = isPrompt ? now : now + configuration.reactionNanoseconds
    deadline = nil
    inputCount = 0
    expectsCheck = false
  }

  private mutating func takeCommand<Handler: FlagHandler & ~Copyable>(
    _ character: UInt8, handler: inout Handler, now: Int64
  ) {
    deadline = now + configuration.inactivityNanoseconds
    if inputCount == 0 {
      if character == 0x15 { return begin(.reply, now: now) }
      guard character == 0x01 else { return }
      check = 0
    } else if !expectsCheck {
      check ^= character
    }
    append(character)
    if expectsCheck {
      expectsCheck = false
      let count = inputCount
      inputCount = 0
      if character != check {
        return reply(0x15, now: now)
      }
      execute(count, handler: &handler, now: now)
    } else if character == 0x03 {
      expectsCheck = true
    }
  }

  /// Executes `SOH command type STX data ETX BCC`, which `input` holds.
  private mutating func execute<Handler: FlagHandler & ~Copyable>(
    _ count: Int, handler: inout Handler, now: Int64
  ) {
    let input = self.input
    let command = input[1]
    let type = input[2]
    // A break has no data.
    if command == 0x42 { return begin(.closing, now: now, isPrompt: true) }
    guard count >= 6, input[3] == 0x02 else { return reply(0x15, now: now) }
    let data = input.span.bytes.extracting(4..<(count - 2))
    switch command {
    case 0x50:
      guard data.byteCount >= 2, data.octet(at: 0) == 0x28, data.octet(at: data.byteCount - 1) == 0x29 else {
        return reply(0x15, now: now)
      }
      let password = data.extracting(1..<(data.byteCount - 1))
      if handler.isAccepted(password: password, type: type, now: now) {
        reply(0x06, now: now)
      } else {
        refuse(now: now)
      }
    case 0x52:
      var span = output.mutableSpan
      var bytes = span.mutableBytes
      let answered = handler.read(data, into: &bytes, now: now)
      guard answered > 0, answered <= 150 else { return refuse(now: now) }
      frame(answered)
      begin(.reply, now: now)
    case 0x57:
      if handler.write(data, now: now) { reply(0x06, now: now) } else { refuse(now: now) }
    default: refuse(now: now)
    }
  }

  /// Puts STX, ETX and BCC around the first `count` characters of the output.
  private mutating func frame(_ count: Int) {
    var index = count
    while index > 0 {
      output[index] = output[index - 1]
      index -= 1
    }
    output[0] = 0x02
    output[count + 1] = 0x03
    var check: UInt8 = 0
    for index in 1...(count + 1) { check ^= output[index] }
    output[count + 2] = check
    outputCount = count + 3
  }

  private mutating func reply(_ character: UInt8, now: Int64) {
    output[0] = character
    outputCount = 1
    begin(.reply, now: now)
  }

  /// `STX (ER) ETX BCC`: the error message of a tariff device.
  private mutating func refuse(now: Int64) {
    let text: InlineArray<4, UInt8> = [0x28, 0x45, 0x52, 0x29]
    for index in 0..<4 { output[index] = text[index] }
    frame(4)
    begin(.reply, now: now)
  }

  // MARK: Out

  /// What to do now; characters to send are written into the front of `octets` (at least 160).
  public mutating func next<Handler: FlagHandler & ~Copyable>(
    into octets: inout MutableRawSpan, handler: inout Handler, now: Int64
  ) -> FlagAction {
    if let deadline, now >= deadline { expire(now: now) }
    guard now >= notBefore else { return .nothing }
    switch state {
    case .idle:
      if speed != configuration.initialBaud {
        speed = configuration.initialBaud
        return .speed(baud: speed, isEightBit: false)
      }
      return .nothing
    case .identify: return identify(into: &octets, now: now)
    case .awaitOption, .awaitEnd, .programming, .hdlc: return .nothing
    case .switchSpeed(let next):
      switch next {
      case .readout: begin(.readout(line: 0), now: now)
      case .programming: begin(.password, now: now)
      case .hdlc: begin(.modeE(configuration.confirmsModeE), now: now, isPrompt: true)
      }
      return .speed(baud: speed, isEightBit: next == .hdlc)
    case .readout(let line): return readout(line, into: &octets, handler: &handler, now: now)
    case .password:
      let text: InlineArray<4, UInt8> = [0x50, 0x30, 0x02, 0x28]
      var position = 0
      octets.put(0x01, at: &position)
      for index in 0..<4 { octets.put(text[index], at: &position) }
      octets.put(0x29, at: &position)
      octets.put(0x03, at: &position)
      var check: UInt8 = 0
      for index in 1..<position { check ^= octets.octet(at: index) }
      octets.put(check, at: &position)
      for index in 0..<position { output[index] = octets.octet(at: index) }
      outputCount = position
      awaitCommand(now: now)
      return .transmit(count: position)
    case .reply:
      for index in 0..<outputCount {
        octets.storeBytes(of: output[index], toByteOffset: index, as: UInt8.self)
      }
      awaitCommand(now: now)
      return .transmit(count: outputCount)
    case .modeE(let confirms):
      if confirms {
        state = .modeE(false)
        var position = 0
        octets.put(0x06, at: &position)
        octets.put(0x32, at: &position)
        octets.put(FlagBaud.modeCCharacter(configuration.baud) ?? 0x30, at: &position)
        octets.put(0x32, at: &position)
        octets.put(0x0D, at: &position)
        octets.put(0x0A, at: &position)
        return .transmit(count: position)
      }
      state = .hdlc
      return .startHDLC
    case .closing:
      state = .idle
      handler.flagSessionEnded()
      return next(into: &octets, handler: &handler, now: now)
    }
  }

  /// HDLC is over: back to the initial speed.
  public mutating func endHDLC() -> FlagAction {
    state = .idle
    speed = configuration.initialBaud
    return .speed(baud: speed, isEightBit: false)
  }

  private mutating func expire(now: Int64) {
    deadline = nil
    switch state {
    // Nobody acknowledged: readout at the initial speed.
    case .awaitOption: begin(.readout(line: 0), now: now, isPrompt: true)
    default: begin(.closing, now: now, isPrompt: true)
    }
  }

  private mutating func awaitCommand(now: Int64) {
    state = .programming
    inputCount = 0
    deadline = now + configuration.inactivityNanoseconds
  }

  private mutating func identify(into octets: inout MutableRawSpan, now: Int64) -> FlagAction {
    var position = 0
    octets.put(0x2F, at: &position)
    for index in 0..<3 { octets.put(configuration.manufacturer[index], at: &position) }
    switch configuration.mode {
    // Any character that is no baud rate.
    case .a: octets.put(0x58, at: &position)
    case .b: octets.put(FlagBaud.modeBCharacter(configuration.baud) ?? 0x58, at: &position)
    case .d: octets.put(0x33, at: &position)
    case .c, .e: octets.put(FlagBaud.modeCCharacter(configuration.baud) ?? 0x30, at: &position)
    }
    if configuration.mode == .e {
      octets.put(0x5C, at: &position)
      octets.put(0x32, at: &position)
    }
    for index in 0..<Int(configuration.identificationCount) {
      octets.put(configuration.identification[index], at: &position)
    }
    octets.put(0x0D, at: &position)
    octets.put(0x0A, at: &position)
    switch configuration.mode {
    case .a: begin(.readout(line: 0), now: now)
    case .b:
      if FlagBaud.modeBCharacter(configuration.baud) != nil { speed = configuration.baud }
      begin(.switchSpeed(then: .readout), now: now, isPrompt: true)
    case .d:
      octets.put(0x0D, at: &position)
      octets.put(0x0A, at: &position)
      begin(.readout(line: 0), now: now, isPrompt: true)
    case .c, .e:
      begin(.awaitOption, now: now, isPrompt: true)
      deadline = now + configuration.acknowledgementNanoseconds
    }
    return .transmit(count: position)
  }

  private mutating func readout<Handler: FlagHandler & ~Copyable>(
    _ line: Int, into octets: inout MutableRawSpan, handler: inout Handler, now: Int64
  ) -> FlagAction {
    let isFramed = configuration.mode != .d
    var position = 0
    if line == 0 {
      check = 0
      if isFramed {
        output[0] = 0x02
        position = 1
      }
    }
    // The line goes through the output buffer, since STX may stand before it.
    let length = handler.readoutLine(line, into: &octets)
    if length > 0 {
      for index in 0..<min(length, 150) { output[position + index] = octets.octet(at: index) & 0x7F }
      position += min(length, 150)
      state = .readout(line: line + 1)
    } else {
      output[position] = 0x21
      position += 1
    }
    output[position] = 0x0D
    output[position + 1] = 0x0A
    position += 2
    if length == 0 && isFramed {
      output[position] = 0x03
      position += 1
    }
    for index in (line == 0 && isFramed ? 1 : 0)..<position { check ^= output[index] }
    if length == 0 {
      if isFramed {
        output[position] = check
        position += 1
      }
      begin(isFramed ? .awaitEnd : .closing, now: now, isPrompt: true)
      deadline = isFramed ? now + configuration.acknowledgementNanoseconds : nil
    }
    for index in 0..<position { octets.storeBytes(of: output[index], toByteOffset: index, as: UInt8.self) }
    return .transmit(count: position)
  }
}
