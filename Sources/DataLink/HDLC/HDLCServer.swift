/// An HDLC server (secondary station): links opened by clients, whole messages to a handler, answers in
/// frames. Sans-I/O: octets go in with `receive`, frames come out of `transmit`, time is handed in.
///
/// One client at a time: another client's SNRM ends the present link, so that a line whose client vanished
/// is usable at once. The server speaks only when polled (normal response mode).
public struct HDLCServer<let FrameBytes: Int, let MessageBytes: Int>: ~Copyable {
  /// The set-up.
  public let configuration: HDLCServerConfiguration
  /// What was agreed with the present client.
  public private(set) var parameters = HDLCParameters.standard
  /// The present client, nil in disconnected mode.
  public private(set) var client: UInt16?
  /// Frames that were damaged or did not fit, since start.
  public var damagedFrames: UInt32 { deframer.damagedFrames }

  /// True while a frame has begun and not ended: what comes belongs to it.
  public var isInsideFrame: Bool { deframer.isInsideFrame }

  private var deframer = HDLCDeframer<FrameBytes>()
  private var incoming = InlineArray<MessageBytes, UInt8>(repeating: 0)
  private var outgoing = InlineArray<MessageBytes, UInt8>(repeating: 0)
  private var incomingCount = 0
  private var isContinuing = false
  private var isDiscarding = false
  private var receiveNumber: UInt8 = 0
  private var sender = HDLCSender()
  private var pending = Pending.nothing
  private var clientAddress = HDLCAddress(0)
  private var ownAddress = HDLCAddress(0)
  private var replyTo = HDLCAddress(0)
  private var replyFrom = HDLCAddress(0)
  private var lastOctet: Int64 = 0
  private var lastFrame: Int64 = 0

  private enum Pending: Equatable, BitwiseCopyable {
    case nothing
    case acknowledge
    case disconnected
    case reject(control: UInt8, reason: UInt8)
    case supervisory
    case message
  }

  /// Creates a server in disconnected mode.
  ///
  /// `FrameBytes` bounds the information field that can be received: 18 octets less.
  public init(_ configuration: HDLCServerConfiguration) {
    var configuration = configuration
    let room = UInt16(clamping: FrameBytes - 18)
    let limits = configuration.limits
    configuration.limits = HDLCParameters(
      maximumInformationTransmit: limits.maximumInformationTransmit,
      maximumInformationReceive: min(limits.maximumInformationReceive, room),
      windowTransmit: limits.windowTransmit, windowReceive: limits.windowReceive)
    self.configuration = configuration
  }

  // MARK: In

  /// Takes what the line brought. Call `transmit` until it returns 0 afterwards.
  public mutating func receive<Handler: MessageHandler & ~Copyable>(
    _ octets: RawSpan, handler: inout Handler, now: Int64
  ) {
    if deframer.isInsideFrame && now - lastOctet > configuration.interOctetNanoseconds { deframer.reset() }
    lastOctet = now
    for offset in 0..<octets.byteCount {
      deframer.take(octets.octet(at: offset))
      while let frame = deframer.next() { take(frame, handler: &handler, now: now) }
    }
  }

  /// Lets time pass: closes a link that has been silent for too long.
  public mutating func advance<Handler: MessageHandler & ~Copyable>(handler: inout Handler, now: Int64) {
    if deframer.isInsideFrame && now - lastOctet > configuration.interOctetNanoseconds { deframer.reset() }
    guard client != nil, configuration.inactivityNanoseconds > 0,
      now - lastFrame > configuration.inactivityNanoseconds
    else { return }
    close(handler: &handler)
  }

  /// What was to be sent has left the line at `now`: silence counts from there. On a slow line a window takes longer
  /// than a link may be silent.
  public mutating func sent(now: Int64) { lastFrame = max(lastFrame, now) }

  private mutating func take<Handler: MessageHandler & ~Copyable>(
    _ frame: HDLCFrame, handler: inout Handler, now: Int64
  ) {
    // A client's address has one octet; nobody answers a broadcast.
    guard isOurs(frame.destination), frame.source.octetCount == 1, !frame.source.isNoStation else { return }
    let isLinked = client == frame.source.upper && frame.destination == ownAddress
    if isLinked { lastFrame = now }
    replyTo = frame.source
    replyFrom = frame.destination
    switch frame.control {
    case .setNormalResponseMode(let isPoll): open(frame, isPoll: isPoll, handler: &handler, now: now)
    case .disconnect:
      pending = isLinked ? .acknowledge : .disconnected
      // A stranger's leaves the present link as it is.
      if isLinked { close(handler: &handler) }
    case .unnumberedInformation: break
    case _ where !isLinked: pending = frame.control.isPoll ? .disconnected : .nothing
    case .information(let send, let receive, let isPoll):
      take(frame, send: send, receive: receive, isPoll: isPoll, handler: &handler, now: now)
    case .receiveReady(let receive, let isPoll), .reject(let receive, let isPoll):
      guard frame.informationCount == 0 else { return refuse(frame, reason: 0x02) }
      guard sender.acknowledge(receive) else { return refuse(frame, reason: 0x08) }
      sender.goBack()
      if isPoll { answer(handler: &handler, now: now) }
    case .receiveNotReady(let receive, let isPoll):
      guard sender.acknowledge(receive) else { return refuse(frame, reason: 0x08) }
      sender.goBack()
      if isPoll { pending = .supervisory }
    case .unknown, .unnumberedAcknowledge, .disconnectedMode, .frameReject: refuse(frame, reason: 0x01)
    }
  }

  private func isOurs(_ address: HDLCAddress) -> Bool {
    guard !address.isNoStation, !address.isAllStation, address.upper >= 1,
      address.upper <= configuration.logicalDevices
    else { return false }
    return address.octetCount == 1 || address.lower == configuration.physicalAddress
  }

  private mutating func open<Handler: MessageHandler & ~Copyable>(
    _ frame: HDLCFrame, isPoll: Bool, handler: inout Handler, now: Int64
  ) {
    if client != nil { close(handler: &handler) }
    var field = InlineArray<64, UInt8>(repeating: 0)
    guard frame.informationCount <= 64 else { return refuse(frame, reason: 0x04) }
    var span = field.mutableSpan
    var bytes = span.mutableBytes
    deframer.copyInformation(of: frame, into: &bytes)
    guard let proposal = HDLCParameters(bytes.bytes.extracting(0..<frame.informationCount)) else {
      pending = .disconnected
      return
    }
    parameters = configuration.limits.agreed(with: proposal)
    client = frame.source.upper
    clientAddress = frame.source
    ownAddress = frame.destination
    receiveNumber = 0
    isContinuing = false
    sender.open(parameters)
    lastFrame = now
    pending = isPoll ? .acknowledge : .nothing
  }

  private mutating func close<Handler: MessageHandler & ~Copyable>(handler: inout Handler) {
    if let client { handler.linkEnded(client: client, server: ownAddress.upper) }
    client = nil
    parameters = .standard
    isContinuing = false
    sender = HDLCSender()
  }

  private mutating func refuse(_ frame: HDLCFrame, reason: UInt8) {
    pending = .reject(control: frame.control.octet, reason: reason)
  }

  private mutating func take<Handler: MessageHandler & ~Copyable>(
    _ frame: HDLCFrame, send: UInt8, receive: UInt8, isPoll: Bool, handler: inout Handler, now: Int64
  ) {
    guard frame.informationCount <= Int(parameters.maximumInformationReceive) else {
      return refuse(frame, reason: 0x04)
    }
    guard sender.acknowledge(receive) else { return refuse(frame, reason: 0x08) }
    sender.goBack()
    guard send == receiveNumber else {
      // Out of order or a duplicate: drop it and say what is expected, or send again what was lost.
      if isPoll { answer(handler: &handler, now: now) }
      return
    }
    receiveNumber = (receiveNumber + 1) & 7
    store(frame)
    if !frame.isSegmented {
      respond(count: isDiscarding ? 0 : incomingCount, handler: &handler, now: now)
    }
    if isPoll { answer(handler: &handler, now: now) }
  }

  /// Appends a frame's information to the message, without the LLC header that its first frame begins with.
  private mutating func store(_ frame: HDLCFrame) {
    var start = 0
    if !isContinuing {
      incomingCount = 0
      isDiscarding = !hasRequestHeader(frame)
      start = 3
    }
    isContinuing = frame.isSegmented
    if frame.informationCount - start > MessageBytes - incomingCount { isDiscarding = true }
    guard !isDiscarding else { return }
    var span = incoming.mutableSpan
    var bytes = span.mutableBytes
    deframer.copyInformation(of: frame, from: start, into: &bytes, at: incomingCount)
    incomingCount += frame.informationCount - start
  }

  private func hasRequestHeader(_ frame: HDLCFrame) -> Bool {
    frame.informationCount >= 3 && deframer.information(of: frame, at: 0) == 0xE6
      && deframer.information(of: frame, at: 1) == 0xE6 && deframer.information(of: frame, at: 2) == 0
  }

  private mutating func respond<Handler: MessageHandler & ~Copyable>(
    count: Int, handler: inout Handler, now: Int64
  ) {
    // A new request ends an answer that was not fetched.
    sender.begin(messageCount: 0)
    guard count > 0, let client else { return }
    var inSpan = incoming.mutableSpan
    var request = inSpan.mutableBytes
    var outSpan = outgoing.mutableSpan
    var response = outSpan.mutableBytes
    let answered = handler.respond(
      client: client, server: ownAddress.upper, request: &request, count: count, response: &response, now: now
    )
    if answered > 0 { sender.begin(messageCount: answered + 3) }
  }

  /// Decides what a poll is answered with.
  private mutating func answer<Handler: MessageHandler & ~Copyable>(handler: inout Handler, now: Int64) {
    if !sender.isBusy {
      var span = outgoing.mutableSpan
      var response = span.mutableBytes
      let count = handler.followUp(response: &response, now: now)
      if count > 0 { sender.begin(messageCount: count + 3) }
    }
    pending = sender.isBusy ? .message : .supervisory
  }

  // MARK: Out

  /// Writes the next frame to send into `octets`; returns its octets, 0 when there is nothing to say.
  public mutating func transmit(into octets: inout MutableRawSpan) -> Int {
    var field = InlineArray<24, UInt8>(repeating: 0)
    var span = field.mutableSpan
    var bytes = span.mutableBytes
    switch pending {
    case .nothing: return 0
    case .acknowledge:
      pending = .nothing
      // The answer to a disconnect carries no parameters.
      let count = client == nil ? 0 : parameters.write(to: &bytes)
      return write(.unnumberedAcknowledge(isFinal: true), bytes.bytes.extracting(0..<count), &octets)
    case .disconnected:
      pending = .nothing
      return write(.disconnectedMode(isFinal: true), RawSpan(), &octets)
    case .reject(let control, let reason):
      pending = .nothing
      var position = 0
      bytes.put(control, at: &position)
      bytes.put(receiveNumber << 5 | sender.nextNumber << 1, at: &position)
      bytes.put(reason, at: &position)
      return write(.frameReject(isFinal: true), bytes.bytes.extracting(0..<3), &octets)
    case .supervisory:
      pending = .nothing
      return write(.receiveReady(receive: receiveNumber, isPoll: true), RawSpan(), &octets)
    case .message:
      guard let segment = sender.nextSegment() else {
        pending = .nothing
        return 0
      }
      if segment.endsWindow { pending = .nothing }
      return HDLCFrame.write(
        destination: replyTo, source: replyFrom,
        control: .information(send: segment.number, receive: receiveNumber, isPoll: segment.endsWindow),
        isSegmented: segment.hasMore, hasHeader: segment.start == 0, header: .response,
        message: outgoing.span.bytes.extracting(max(segment.start - 3, 0)..<(segment.end - 3)),
        into: &octets)
    }
  }

  private func write(_ control: HDLCControl, _ information: RawSpan, _ octets: inout MutableRawSpan) -> Int {
    HDLCFrame.write(
      destination: replyTo, source: replyFrom, control: control, information: information, into: &octets)
  }
}
