/// An HDLC client (primary station): opens a link, sends whole messages, collects whole answers.
///
/// Sans-I/O: octets of the line go in with `receive`, frames to send come out of `transmit`, time is handed
/// in with both and with `advance`; `takeEvent` tells what happened.
public struct HDLCClient<let FrameBytes: Int, let MessageBytes: Int>: ~Copyable {
  /// The set-up.
  public let configuration: HDLCClientConfiguration
  /// What was agreed with the server.
  public private(set) var parameters = HDLCParameters.standard
  /// True while the link is open.
  public private(set) var isConnected = false
  /// Frames sent again for want of an answer.
  public private(set) var retransmissions: UInt32 = 0
  /// Frames received damaged.
  public var damagedFrames: UInt32 { deframer.damagedFrames }

  private enum Duty: Equatable, BitwiseCopyable {
    case nothing, open, close, send, poll
  }

  private var deframer = HDLCDeframer<FrameBytes>()
  private var incoming = InlineArray<MessageBytes, UInt8>(repeating: 0)
  private var outgoing = InlineArray<MessageBytes, UInt8>(repeating: 0)
  private var incomingCount = 0
  private var isContinuing = false
  private var receiveNumber: UInt8 = 0
  private var sender = HDLCSender()
  /// What is to be achieved, whether its frames must go out now, and until when an answer is awaited.
  private var duty = Duty.nothing
  private var isDue = false
  private var notBefore: Int64 = 0
  private var deadline: Int64?
  private var attempts: UInt8 = 0
  /// Since when the server has had nothing to say.
  private var idleSince: Int64?
  private var event: HDLCClientEvent?

  /// Creates a client without a link.
  public init(_ configuration: HDLCClientConfiguration) {
    var configuration = configuration
    let proposal = configuration.proposal
    configuration.proposal = HDLCParameters(
      maximumInformationTransmit: proposal.maximumInformationTransmit,
      maximumInformationReceive: min(
        proposal.maximumInformationReceive, UInt16(clamping: FrameBytes - 18)),
      windowTransmit: proposal.windowTransmit, windowReceive: proposal.windowReceive)
    self.configuration = configuration
  }

  /// When `advance` must be called even if nothing arrives; nil when nothing is awaited.
  public var nextDeadline: Int64? { isDue ? notBefore : deadline }

  /// Opens the link.
  public mutating func connect() { begin(.open) }

  /// Closes the link.
  public mutating func disconnect() { begin(.close) }

  /// Sends a message. False where the link is not open or the message is too long.
  public mutating func send(_ message: RawSpan) -> Bool {
    guard isConnected, message.byteCount <= MessageBytes, message.byteCount > 0 else { return false }
    for index in 0..<message.byteCount { outgoing[index] = message.octet(at: index) }
    isContinuing = false
    sender.begin(messageCount: message.byteCount + 3)
    begin(.send)
    return true
  }

  /// Asks the server for a further message (block transfer without requests).
  public mutating func poll() { begin(.poll) }

  /// The octets of the last message.
  public func withMessage<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    try body(incoming.span.bytes.extracting(0..<incomingCount))
  }

  /// What happened since the last call, once.
  public mutating func takeEvent() -> HDLCClientEvent? {
    defer { event = nil }
    return event
  }

  private mutating func begin(_ duty: Duty) {
    self.duty = duty
    isDue = true
    notBefore = 0
    attempts = 0
    idleSince = nil
    deadline = nil
  }

  private mutating func finish(_ event: HDLCClientEvent) {
    duty = .nothing
    isDue = false
    deadline = nil
    self.event = event
  }

  private mutating func fail(_ failure: HDLCClientFailure) {
    isConnected = false
    finish(.failed(failure))
  }

  // MARK: In

  /// Takes what the line brought.
  public mutating func receive(_ octets: RawSpan, now: Int64) {
    for offset in 0..<octets.byteCount {
      deframer.take(octets.octet(at: offset))
      while let frame = deframer.next() { take(frame, now: now) }
    }
  }

  /// Lets time pass: sends again, or gives up.
  public mutating func advance(now: Int64) {
    guard let deadline, now >= deadline else { return }
    deframer.reset()
    self.deadline = nil
    guard attempts < configuration.retries else { return fail(.noAnswer) }
    attempts += 1
    retransmissions &+= 1
    sender.goBack()
    isDue = true
    notBefore = now
  }

  private mutating func take(_ frame: HDLCFrame, now: Int64) {
    // The echo of a frame of ours has the addresses the other way round.
    guard frame.destination == configuration.client, frame.source == configuration.server else { return }
    switch frame.control {
    case .unnumberedAcknowledge:
      if duty == .open {
        open(frame)
      } else if duty == .close {
        isConnected = false
        finish(.disconnected)
      }
    case .disconnectedMode:
      if duty == .close {
        isConnected = false
        finish(.disconnected)
      } else if duty != .nothing {
        fail(.disconnectedByServer)
      }
    case .frameReject:
      let reason = frame.informationCount >= 3 ? deframer.information(of: frame, at: 2) : 0
      if duty != .nothing { fail(.frameRejected(reason: reason)) }
    case .receiveReady(let receive, let isFinal), .receiveNotReady(let receive, let isFinal),
      .reject(let receive, let isFinal):
      let oldest = sender.oldestNumber
      guard isConnected, sender.acknowledge(receive) else { return }
      sender.goBack()
      if sender.oldestNumber != oldest { idleSince = nil }
      guard isFinal else { return }
      let since = idleSince ?? now
      idleSince = since
      if duty != .nothing && now - since > configuration.busyNanoseconds { return fail(.busy) }
      var isPatient = !sender.isBusy && !isContinuing
      if case .receiveNotReady = frame.control { isPatient = true }
      goOn(now: now, isPatient: isPatient)
    case .information(let send, let receive, let isFinal):
      guard isConnected, duty == .send || duty == .poll else { return }
      take(frame, send: send, receive: receive, isFinal: isFinal, now: now)
    default: break
    }
  }

  private mutating func open(_ frame: HDLCFrame) {
    var field = InlineArray<64, UInt8>(repeating: 0)
    var span = field.mutableSpan
    var bytes = span.mutableBytes
    guard frame.informationCount <= 64 else { return fail(.malformedParameters) }
    deframer.copyInformation(of: frame, into: &bytes)
    guard let theirs = HDLCParameters(bytes.bytes.extracting(0..<frame.informationCount)) else {
      return fail(.malformedParameters)
    }
    parameters = configuration.proposal.agreed(with: theirs)
    sender.open(parameters)
    receiveNumber = 0
    isContinuing = false
    isConnected = true
    finish(.connected)
  }

  private mutating func take(
    _ frame: HDLCFrame, send: UInt8, receive: UInt8, isFinal: Bool, now: Int64
  ) {
    guard sender.acknowledge(receive) else { return }
    sender.goBack()
    if send == receiveNumber {
      receiveNumber = (receiveNumber + 1) & 7
      attempts = 0
      idleSince = nil
      let start = isContinuing ? 0 : 3
      if !isContinuing { incomingCount = 0 }
      isContinuing = frame.isSegmented
      guard frame.informationCount >= start, frame.informationCount - start <= MessageBytes - incomingCount
      else { return fail(.messageTooLong) }
      var span = incoming.mutableSpan
      var bytes = span.mutableBytes
      deframer.copyInformation(of: frame, from: start, into: &bytes, at: incomingCount)
      incomingCount += frame.informationCount - start
      if !frame.isSegmented { return finish(.message(count: incomingCount)) }
    }
    if isFinal { goOn(now: now, isPatient: false) }
  }

  /// Sends what is left, or asks for more.
  private mutating func goOn(now: Int64, isPatient: Bool) {
    guard duty == .send || duty == .poll else { return }
    if !sender.isBusy { duty = .poll }
    isDue = true
    notBefore = isPatient ? now + configuration.pollNanoseconds : now
    deadline = nil
  }

  // MARK: Out

  /// Writes the next frame to send into `octets`; returns its octets, 0 when there is nothing to send.
  public mutating func transmit(into octets: inout MutableRawSpan, now: Int64) -> Int {
    guard isDue, now >= notBefore else { return 0 }
    var field = InlineArray<24, UInt8>(repeating: 0)
    var span = field.mutableSpan
    var bytes = span.mutableBytes
    var control = HDLCControl.receiveReady(receive: receiveNumber, isPoll: true)
    var count = 0
    switch duty {
    case .nothing:
      isDue = false
      return 0
    case .open:
      control = .setNormalResponseMode(isPoll: true)
      count = configuration.proposal.write(to: &bytes)
    case .close: control = .disconnect(isPoll: true)
    case .send:
      if let segment = sender.nextSegment() {
        if segment.endsWindow { startWaiting(now: now) }
        return HDLCFrame.write(
          destination: configuration.server, source: configuration.client,
          control: .information(send: segment.number, receive: receiveNumber, isPoll: segment.endsWindow),
          isSegmented: segment.hasMore, hasHeader: segment.start == 0, header: .request,
          message: outgoing.span.bytes.extracting(max(segment.start - 3, 0)..<(segment.end - 3)),
          into: &octets)
      }
    case .poll: break
    }
    startWaiting(now: now)
    return HDLCFrame.write(
      destination: configuration.server, source: configuration.client, control: control,
      information: bytes.bytes.extracting(0..<count), into: &octets)
  }

  private mutating func startWaiting(now: Int64) {
    isDue = false
    deadline = now + configuration.responseNanoseconds
  }
}
