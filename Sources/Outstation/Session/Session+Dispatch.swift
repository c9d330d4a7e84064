import COSEM

extension OutstationSession {
  /// Serves one plain request in `range` of `octets`; returns the octets of the answer.
  @inline(never)
  mutating func dispatch<Meter, Cipher, Store>(
    _ octets: RawSpan, _ range: Range<Int>, response: inout MutableRawSpan, limit: Int,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let request: ServiceRequest
    let invoke: UInt8
    do throws(CodecError) {
      (request, invoke) = try ServiceRequest.decode(octets, range)
    } catch {
      transfer = .none
      let tag = range.isEmpty ? 0 : octets.unsafeLoad(fromByteOffset: range.lowerBound, as: UInt8.self)
      let isKnown = tag == 0xC0 || tag == 0xC1 || tag == 0xC3
      return isKnown && error != .unsupported
        ? refuse(.serviceNotAllowed, .otherReason, &response)
        : refuse(.serviceUnknown, .serviceNotSupported, &response)
    }
    // Before the challenge is answered only its answer is taken.
    if association.state == .pending {
      guard case .action(let method, let data?) = request,
        method.name == ObjectKind.currentAssociation.name, method.attribute == 1
      else { return refuse(.serviceNotAllowed, .operationNotPossible, &response) }
      return answerChallenge(
        octets, data, invoke, &response, outstation: &outstation, now: now)
    }
    guard association.conformance.isSuperset(of: request.conformance) else {
      transfer = .none
      return refuse(.serviceNotAllowed, .serviceNotSupported, &response)
    }
    switch request {
    case .get(let descriptor, let selection):
      transfer = .none
      stream = ResponseStream()
      do throws(AccessResult) {
        try prepare(
          descriptor, selection, octets: octets, prefix: 0xC401_0000 | UInt32(invoke) << 8,
          prefixCount: (general.isActive && !protection.isActive) || prefersGeneral ? 4 : 0,
          outstation: &outstation, now: now)
      } catch {
        return write(&response, 0xC4, 1, invoke) { writer, octets in
          writer.put(1, &octets)
          writer.put(error.rawValue, &octets)
        }
      }
      return sendFirst(1, invoke, &response, limit: limit, outstation: &outstation, now: now)
    case .getList(let count, let list):
      transfer = .none
      guard keep(octets, list) else {
        return refuse(.serviceNotAllowed, .serviceNotSupported, &response)
      }
      stream = ResponseStream()
      stream.cursor.list = 0..<longCount
      stream.cursor.listLeft = count
      var writer = OctetWriter()
      var span = scratch.mutableSpan
      var head = span.mutableBytes
      writer.length(count, &head)
      stream.itemCount = writer.position
      return sendFirst(3, invoke, &response, limit: limit, outstation: &outstation, now: now)
    case .getNext(let block):
      guard case .get(let sent) = transfer else {
        return endGet(block, .noLongGetInProgress, invoke, &response)
      }
      guard block == sent else { return endGet(block, .dataBlockNumberInvalid, invoke, &response) }
      let end = fill(&response, from: 12, limit: limit, outstation: &outstation, now: now)
      guard !stream.isBroken else { return endGet(block + 1, .dataBlockUnavailable, invoke, &response) }
      return sendBlock(block + 1, invoke, end: end, &response)
    case .set(let descriptor, _, let data):
      transfer = .none
      let result = Self.set(descriptor, octets, data, caller, outstation: &outstation, now: now)
      return write(&response, 0xC5, 1, invoke) { $0.put(result.rawValue, &$1) }
    case .setList(let count, let list, let data):
      transfer = .none
      guard 3 + 5 + count <= limit else {
        return refuse(.serviceNotAllowed, .serviceNotSupported, &response)
      }
      var writer = OctetWriter()
      writer.put16(0xC505, &response)
      writer.put(invoke, &response)
      Self.setAll(
        octets, count, list, octets, data, caller, &writer, &response, outstation: &outstation, now: now)
      return writer.position
    case .setFirstBlock, .setFirstBlockList, .setBlock:
      return takeSetBlock(request, octets, invoke, &response, outstation: &outstation, now: now)
    case .action, .actionList, .actionFirstBlock, .actionFirstBlockList, .actionBlock, .actionNext:
      return act(request, octets, invoke, &response, limit: limit, outstation: &outstation, now: now)
    }
  }

  var prefersGeneral: Bool {
    association.conformance.contains(.generalBlockTransfer) && !protection.isActive
      && (prefersGeneralBlocks || !association.conformance.contains(.blockTransferWithGet))
  }

  /// Writes a short answer.
  func write(
    _ response: inout MutableRawSpan, _ tag: UInt8, _ choice: UInt8, _ invoke: UInt8,
    _ body: (inout OctetWriter, inout MutableRawSpan) -> Void
  ) -> Int {
    var writer = OctetWriter()
    writer.put(tag, &response)
    writer.put(choice, &response)
    writer.put(invoke, &response)
    body(&writer, &response)
    return writer.isOverrun(response) ? 0 : writer.position
  }

  /// Sends the whole answer of a GET, or its first block where it is too long.
  private mutating func sendFirst<Meter, Cipher, Store>(
    _ choice: UInt8, _ invoke: UInt8, _ response: inout MutableRawSpan, limit: Int,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    if stream.cursor.prefixCount == 4 {
      return sendGeneral(&response, limit: limit, outstation: &outstation, now: now)
    }
    let end = fill(&response, from: 12, limit: limit, outstation: &outstation, now: now)
    guard !stream.isBroken else {
      return write(&response, 0xC4, 1, invoke) { writer, octets in
        writer.put(1, &octets)
        writer.put(AccessResult.dataBlockUnavailable.rawValue, &octets)
      }
    }
    if stream.isFinished {
      var writer = OctetWriter()
      writer.put(0xC4, &response)
      writer.put(choice, &response)
      writer.put(invoke, &response)
      if choice == 1 { writer.put(0, &response) }
      return writer.moveDown(12..<end, &response)
    }
    guard association.conformance.contains(.blockTransferWithGet) else {
      return write(&response, 0xC4, 1, invoke) { writer, octets in
        writer.put(1, &octets)
        writer.put(AccessResult.otherReason.rawValue, &octets)
      }
    }
    return sendBlock(1, invoke, end: end, &response)
  }

  /// Puts the head before a block whose octets stand from 12 to `end`.
  private mutating func sendBlock(
    _ block: UInt32, _ invoke: UInt8, end: Int, _ response: inout MutableRawSpan
  ) -> Int {
    let isLast = stream.isFinished
    transfer = isLast ? .none : .get(block: block)
    var writer = OctetWriter()
    writer.put16(0xC402, &response)
    writer.put(invoke, &response)
    writer.put(isLast ? 1 : 0, &response)
    writer.put32(block, &response)
    writer.put(0, &response)
    writer.length(end - 12, &response)
    return writer.moveDown(12..<end, &response)
  }

  private mutating func endGet(
    _ block: UInt32, _ result: AccessResult, _ invoke: UInt8, _ response: inout MutableRawSpan
  ) -> Int {
    transfer = .none
    return write(&response, 0xC4, 2, invoke) { writer, octets in
      writer.put(1, &octets)
      writer.put32(block, &octets)
      writer.put(1, &octets)
      writer.put(result.rawValue, &octets)
    }
  }

  /// Keeps octets of a request that are needed after its answer; false where there is no room.
  mutating func keep(_ octets: RawSpan, _ range: Range<Int>, append: Bool = false) -> Bool {
    if !append { longCount = 0 }
    guard range.count <= LongBytes - longCount else { return false }
    for offset in range {
      long[longCount] = octets.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      longCount += 1
    }
    return true
  }
}

extension OctetWriter {
  /// Moves octets down to the writing position; returns the position after them.
  mutating func moveDown(_ range: Range<Int>, _ octets: inout MutableRawSpan) -> Int {
    if position < range.lowerBound {
      for (index, offset) in range.enumerated() {
        let octet = octets.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        octets.storeBytes(of: octet, toByteOffset: position + index, as: UInt8.self)
      }
    }
    position += range.count
    return position
  }
}
