/// A meter's side of IEC 62056-21, modes A to E. Sans-I/O: characters go in with `receive` (seven bits, the
/// driver has removed parity and echo), `next` says what to send and when to change the speed.
public struct FlagServer: ~Copyable {
  /// The set-up.
  public let configuration: FlagServerConfiguration
  /// True while a session is under way.
  public var isInSession: Bool { state != .idle }

  enum State: Equatable, BitwiseCopyable {
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

  enum Next: UInt8, BitwiseCopyable { case readout, programming, hdlc }

  var state = State.idle
  var speed: UInt32
  var input = InlineArray<160, UInt8>(repeating: 0)
  var inputCount = 0
  var output = InlineArray<160, UInt8>(repeating: 0)
  var outputCount = 0
  var notBefore: Int64 = 0
  var deadline: Int64?
  var check: UInt8 = 0
  var option: UInt8 = 0
  var expectsCheck = false

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

  mutating func append(_ character: UInt8) {
    // A line too long for any request: forget it.
    if inputCount == 160 { inputCount = 0 }
    input[inputCount] = character
    inputCount += 1
  }

  var isRequest: Bool { inputCount > 1 && input[0] == 0x2F && input[1] == 0x3F }

  mutating func takeRequest(now: Int64) {
    guard configuration.mode != .d, isRequest, inputCount >= 5, input[inputCount - 2] == 0x0D,
      input[inputCount - 3] == 0x21
    else { return }
    if isAddressed(from: 2, to: inputCount - 3) { begin(.identify, now: now) }
  }

  /// No address, or ours; leading zeros do not count.
  func isAddressed(from start: Int, to end: Int) -> Bool {
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

  mutating func takeOption(now: Int64) {
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

  mutating func begin(_ state: State, now: Int64, isPrompt: Bool = false) {
    self.state = state
    notBefore = isPrompt ? now : now + configuration.reactionNanoseconds
    deadline = nil
    inputCount = 0
    expectsCheck = false
  }
}
