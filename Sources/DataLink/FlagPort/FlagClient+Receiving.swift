/// What comes from the meter.
extension FlagClient {
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
  func isLineBegun(_ character: UInt8) -> Bool { lineCount > 0 && line[0] == character }

  mutating func append(_ character: UInt8) {
    guard lineCount < LineBytes else { return }
    line[lineCount] = character
    lineCount += 1
  }

  mutating func identified(now: Int64) {
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

  mutating func takeReadout(_ character: UInt8, now: Int64) {
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
        state = .acknowledge
        notBefore = now
      } else {
        refuseBlock(now: now)
      }
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

  mutating func takeReply(_ character: UInt8, now: Int64) {
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
      guard isGood else { return refuseBlock(now: now) }
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

  /// The check character differs: the block is asked for again, until there were too many.
  mutating func refuseBlock(now: Int64) {
    guard attempts < configuration.retries else { return fail(.checkDiffers) }
    attempts += 1
    ackCharacter = 0x15
    repeated = state
    state = .acknowledge
    notBefore = now
  }

  mutating func settle(_ event: FlagClientEvent) {
    self.event = event
    state = .ready
    deadline = nil
    lineCount = 0
    attempts = 0
  }

  mutating func finish(_ event: FlagClientEvent) {
    self.event = event
    state = .idle
    deadline = nil
  }

  mutating func fail(_ failure: FlagClientFailure) { finish(.failed(failure)) }
}
