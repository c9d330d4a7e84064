import COSEM

extension OutstationSession {
  /// Octets of a general block's head, with a length of three.
  static var headOctets: Int { 9 }

  /// Takes a general block: a part of a request, or an acknowledgement that asks for more of the answer.
  mutating func takeGeneralBlock<Meter, Cipher, Store>(
    request: inout MutableRawSpan, count: Int, response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    guard association.conformance.contains(.generalBlockTransfer),
      let block = try? GeneralBlock(request.bytes, 0..<count)
    else { return refuse(.serviceUnknown, .serviceNotSupported, &response) }
    let window = max(block.window, 1)
    if general.isActive && general.isStreaming && block.octets.isEmpty {
      general.window = window
      general.received = block.number
      return goOn(acknowledged: block.acknowledged, &response, outstation: &outstation, now: now)
    }
    if block.number == 1 {
      general = GeneralTransfer()
      general.isActive = true
      // The blocks are gathered where a long SET or ACTION, or the list of a long GET, was: that one is over.
      if case .get = transfer, stream.cursor.listLeft == 0 {} else { transfer = .none }
      longCount = 0
    }
    if general.isActive && !general.isStreaming && block.number != general.received &+ 1 {
      // A block was lost, or came twice: the client is told up to where all is there.
      return block.isStreaming ? 0 : acknowledge(&response)
    }
    guard general.isActive, !general.isStreaming, keep(request.bytes, block.octets, append: true) else {
      general = GeneralTransfer()
      return refuse(.serviceNotAllowed, .otherReason, &response)
    }
    general.received = block.number
    general.window = window
    guard block.isLast else {
      // Wait for the end of the client's window.
      return block.isStreaming ? 0 : acknowledge(&response)
    }
    // The request is whole: it is served from a copy at the front of the request's buffer.
    let whole = longCount
    guard whole > 0, whole <= request.byteCount else {
      return refuse(.serviceNotAllowed, .pduTooLong, &response)
    }
    for index in 0..<whole {
      request.storeBytes(of: long[index], toByteOffset: index, as: UInt8.self)
    }
    let answered = serve(
      request: &request, range: 0..<whole, response: &response, outstation: &outstation, now: now)
    // A GET's answer is in blocks already; any other is short enough for one.
    if general.isStreaming || answered == 0 { return answered }
    return wrap(answered, &response)
  }

  /// An empty block that tells which of the client's blocks have come.
  private mutating func acknowledge(_ response: inout MutableRawSpan) -> Int {
    general.sent &+= 1
    var writer = OctetWriter()
    GeneralBlock.writeHead(
      isLast: false, isStreaming: false, window: 1, number: general.sent, acknowledged: general.received,
      count: 0, &writer, &response)
    return writer.position
  }

  /// Puts a short answer into one block.
  private mutating func wrap(_ count: Int, _ response: inout MutableRawSpan) -> Int {
    let head = 6 + OctetWriter.lengthOctets(count)
    guard head + count <= response.byteCount else {
      return refuse(.serviceNotAllowed, .pduTooLong, &response)
    }
    var index = count
    while index > 0 {
      index -= 1
      response.storeBytes(
        of: response.unsafeLoad(fromByteOffset: index, as: UInt8.self), toByteOffset: head + index,
        as: UInt8.self)
    }
    general.sent &+= 1
    var writer = OctetWriter()
    GeneralBlock.writeHead(
      isLast: true, isStreaming: false, window: 1, number: general.sent, acknowledged: general.received,
      count: count, &writer, &response)
    general.isActive = false
    return head + count
  }

  /// Begins an answer in general blocks; a short answer to a plain request goes as it is.
  mutating func sendGeneral<Meter, Cipher, Store>(
    _ response: inout MutableRawSpan, limit: Int, outstation: inout Outstation<Meter, Cipher, Store>,
    now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let isAsked = general.isActive
    general.isActive = true
    general.isStreaming = true
    general.blockOctets = isAsked ? limit : limit - Self.headOctets
    general.windowStart = general.sent &+ 1
    general.mark = stream.mark
    general.left = general.window
    let sent = sendGeneralBlock(&response, outstation: &outstation, now: now)
    guard !isAsked, stream.isFinished, sent > 0 else { return sent }
    // Everything fits into one APDU: take the block's head off again.
    let head = sent - general.lastCount
    general = GeneralTransfer()
    var writer = OctetWriter()
    return writer.moveDown(head..<sent, &response)
  }

  /// Sends the next block of the window.
  mutating func sendGeneralBlock<Meter, Cipher, Store>(
    _ response: inout MutableRawSpan, outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let end = fill(
      &response, from: Self.headOctets, limit: Self.headOctets + general.blockOctets,
      outstation: &outstation, now: now)
    guard !stream.isBroken else {
      general = GeneralTransfer()
      return refuse(.serviceNotAllowed, .otherReason, &response)
    }
    let isLast = stream.isFinished
    general.sent &+= 1
    general.left = isLast ? 0 : general.left - 1
    general.lastCount = end - Self.headOctets
    var writer = OctetWriter()
    GeneralBlock.writeHead(
      isLast: isLast, isStreaming: general.left > 0, window: 1, number: general.sent,
      acknowledged: general.received, count: general.lastCount, &writer, &response)
    return writer.moveDown(Self.headOctets..<end, &response)
  }

  /// The client acknowledged blocks: the next window, or what it did not get.
  private mutating func goOn<Meter, Cipher, Store>(
    acknowledged: UInt16, _ response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    guard let mark = general.mark, acknowledged &+ 1 >= general.windowStart, acknowledged <= general.sent
    else {
      general = GeneralTransfer()
      return refuse(.serviceNotAllowed, .otherReason, &response)
    }
    if acknowledged < general.sent {
      // Blocks were lost: go back to the window's start and pass over what arrived.
      goBack(to: mark, outstation: &outstation, now: now)
      var skipped = general.windowStart
      while skipped <= acknowledged {
        _ = fill(
          &response, from: Self.headOctets, limit: Self.headOctets + general.blockOctets,
          outstation: &outstation, now: now)
        skipped += 1
      }
      general.sent = acknowledged
    } else if stream.isFinished {
      general = GeneralTransfer()
      return 0
    }
    general.windowStart = general.sent &+ 1
    general.mark = stream.mark
    general.left = general.window
    return sendGeneralBlock(&response, outstation: &outstation, now: now)
  }
}
