/// Programming mode: commands, passwords and what is answered.
extension FlagServer {
  mutating func takeCommand<Handler: FlagHandler & ~Copyable>(
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
  mutating func execute<Handler: FlagHandler & ~Copyable>(
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
  mutating func frame(_ count: Int) {
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

  mutating func reply(_ character: UInt8, now: Int64) {
    output[0] = character
    outputCount = 1
    begin(.reply, now: now)
  }

  /// `STX (ER) ETX BCC`: the error message of a tariff device.
  mutating func refuse(now: Int64) {
    let text: InlineArray<4, UInt8> = [0x28, 0x45, 0x52, 0x29]
    for index in 0..<4 { output[index] = text[index] }
    frame(4)
    begin(.reply, now: now)
  }

  mutating func awaitCommand(now: Int64) {
    state = .programming
    inputCount = 0
    deadline = now + configuration.inactivityNanoseconds
  }
}
