import COSEM

extension OutstationSession {
  /// Serves the ACTION services.
  @inline(never)
  mutating func act<Meter, Cipher, Store>(
    _ request: ServiceRequest, _ octets: RawSpan, _ invoke: UInt8, _ response: inout MutableRawSpan,
    limit: Int, outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    switch request {
    case .action(let method, let data):
      transfer = .none
      let result = Self.call(method, octets, data, caller, outstation: &outstation, now: now)
      return write(&response, 0xC7, 1, invoke) { $0.put16(UInt16(result.rawValue) << 8, &$1) }
    case .actionList(let count, let list, let data):
      transfer = .none
      guard 8 + 2 * count <= limit else {
        return refuse(.serviceNotAllowed, .serviceNotSupported, &response)
      }
      return Self.callAll(
        octets, count, list, data, caller, invoke, &response, outstation: &outstation, now: now)
    case .actionFirstBlock(let method, let block):
      transfer = .action(method, block: 0)
      longCount = 0
      return takeActionBlock(octets, block, invoke, &response, outstation: &outstation, now: now)
    case .actionFirstBlockList(let count, let list, let block):
      guard 8 + 2 * count <= limit, keep(octets, list) else {
        return endAction(.longActionAborted, invoke, &response)
      }
      transfer = .actionList(count: count, listCount: longCount, block: 0)
      return takeActionBlock(octets, block, invoke, &response, outstation: &outstation, now: now)
    case .actionBlock(let block):
      return takeActionBlock(octets, block, invoke, &response, outstation: &outstation, now: now)
    // No answer of a method here is long enough for blocks.
    default: return endAction(.noLongActionInProgress, invoke, &response)
    }
  }

  /// Takes a block of a long ACTION; the last one executes it.
  @inline(never)
  private mutating func takeActionBlock<Meter, Cipher, Store>(
    _ octets: RawSpan, _ block: DataBlock, _ invoke: UInt8, _ response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let last: UInt32
    switch transfer {
    case .action(let method, let number):
      last = number
      transfer = .action(method, block: block.number)
    case .actionList(let count, let listCount, let number):
      last = number
      transfer = .actionList(count: count, listCount: listCount, block: block.number)
    default: return endAction(.noLongActionInProgress, invoke, &response)
    }
    guard block.number == last &+ 1, keep(octets, block.octets, append: true) else {
      return endAction(.longActionAborted, invoke, &response)
    }
    guard block.isLast else {
      return write(&response, 0xC7, 4, invoke) { $0.put32(block.number, &$1) }
    }
    let done = transfer
    transfer = .none
    var reader = OctetReader(0..<longCount)
    switch done {
    case .action(let method, _):
      guard Self.isOneElement(long.span.bytes, 0..<longCount) else {
        return endAction(.typeUnmatched, invoke, &response)
      }
      let result = Self.call(
        method, long.span.bytes, 0..<longCount, caller, outstation: &outstation, now: now)
      return endAction(result, invoke, &response)
    case .actionList(let count, let listCount, _):
      // The data are preceded by their number.
      reader.position = listCount
      guard let number = try? reader.length(long.span.bytes), number == count else {
        return endAction(.longActionAborted, invoke, &response)
      }
      return Self.callAll(
        long.span.bytes, count, 0..<listCount, reader.position..<longCount, caller, invoke, &response,
        outstation: &outstation, now: now)
    default: return 0
    }
  }

  /// Calls several methods and writes the results.
  @inline(never)
  private static func callAll<Meter, Cipher, Store>(
    _ octets: RawSpan, _ count: Int, _ list: Range<Int>, _ data: Range<Int>, _ caller: Caller,
    _ invoke: UInt8, _ response: inout MutableRawSpan, outstation: inout Outstation<Meter, Cipher, Store>,
    now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    var writer = OctetWriter()
    writer.put16(0xC703, &response)
    writer.put(invoke, &response)
    writer.length(count, &response)
    var names = OctetReader(list)
    var values = OctetReader(data)
    for _ in 0..<count {
      var result = AccessResult.typeUnmatched
      if let method = try? names.descriptor(octets), let value = try? values.skip(octets) {
        result = call(method, octets, value, caller, outstation: &outstation, now: now)
      }
      writer.put16(UInt16(result.rawValue) << 8, &response)
    }
    return writer.position
  }

  private mutating func endAction(
    _ result: AccessResult, _ invoke: UInt8, _ response: inout MutableRawSpan
  ) -> Int {
    transfer = .none
    return write(&response, 0xC7, 1, invoke) { $0.put16(UInt16(result.rawValue) << 8, &$1) }
  }

  @inline(never)
  private static func call<Meter, Cipher, Store>(
    _ method: AttributeDescriptor, _ octets: RawSpan, _ data: Range<Int>?, _ caller: Caller,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> AccessResult
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    do throws(AccessResult) {
      let object = try outstation.find(method)
      guard outstation.isSealGood(for: caller.level) else { return .readWriteDenied }
      guard method.attribute >= 1, method.attribute <= outstation.shape(of: object).methods else {
        return .objectUndefined
      }
      guard outstation.mayCall(object, method.attribute, level: caller.level) else {
        return .readWriteDenied
      }
      return outstation.call(
        object, method.attribute, octets, data, level: caller.level, client: caller.client,
        now: now)
    } catch { return error }
  }

  /// Judges the client's reply to the challenge, and answers its own.
  @inline(never)
  mutating func answerChallenge<Meter, Cipher, Store>(
    _ octets: RawSpan, _ data: Range<Int>, _ invoke: UInt8, _ response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    var reader = OctetReader(data)
    var isGood = false
    if case .octetString(let reply)? = try? reader.value(octets) {
      isGood = outstation.isGood(
        octets.extracting(reply), challenge: association.serverChallenge, client: association.clientTitle,
        lowest: association.replyFloor)
    }
    let level = association.pendingLevel
    if level == 4 && !outstation.meter.isSealBroken { isGood = false }
    if outstation.isSlowed(isRemote: link.isRemote, now: now) { isGood = false }
    outstation.note(isGood, level: level, client: association.client, isRemote: link.isRemote, now: now)
    guard isGood else {
      // The challenge is used up.
      association.state = .none
      return write(&response, 0xC7, 1, invoke) {
        $0.put16(UInt16(AccessResult.readWriteDenied.rawValue) << 8, &$1)
      }
    }
    let challenge = association.clientChallenge
    guard
      let answer = outstation.reply(
        to: challenge.span.bytes.extracting(0..<association.clientChallengeCount))
    else {
      association.state = .none
      return write(&response, 0xC7, 1, invoke) {
        $0.put16(UInt16(AccessResult.hardwareFault.rawValue) << 8, &$1)
      }
    }
    association.state = .open
    association.level = level
    return write(&response, 0xC7, 1, invoke) { writer, octets in
      writer.put16(0x0001, &octets)
      writer.put(0, &octets)
      writer.octetString(answer.span.bytes, &octets)
    }
  }
}
