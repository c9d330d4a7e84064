/// What the port sends, and when.
extension FlagServer {
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

  mutating func expire(now: Int64) {
    deadline = nil
    switch state {
    // Nobody acknowledged: readout at the initial speed.
    case .awaitOption: begin(.readout(line: 0), now: now, isPrompt: true)
    default: begin(.closing, now: now, isPrompt: true)
    }
  }

  mutating func identify(into octets: inout MutableRawSpan, now: Int64) -> FlagAction {
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

  mutating func readout<Handler: FlagHandler & ~Copyable>(
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
