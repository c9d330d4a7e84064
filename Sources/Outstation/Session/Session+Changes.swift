import COSEM

/// Who asks for a change.
struct Caller: BitwiseCopyable {
  var level: UInt8
  var client: UInt16
}

extension OutstationSession {
  var caller: Caller { Caller(level: association.level, client: association.client) }

  /// Sets one attribute.
  @inline(never)
  static func set<Meter, Cipher, Store>(
    _ descriptor: AttributeDescriptor, _ octets: RawSpan, _ data: Range<Int>, _ caller: Caller,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> AccessResult
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    do throws(AccessResult) {
      let object = try outstation.find(descriptor)
      guard outstation.isSealGood(for: caller.level) else { return .readWriteDenied }
      let shape = outstation.shape(of: object)
      guard descriptor.attribute >= 1, descriptor.attribute <= shape.attributes else {
        return .objectUndefined
      }
      guard outstation.mayWrite(object, descriptor.attribute, level: caller.level) else {
        return .readWriteDenied
      }
      return outstation.write(
        object, octets, data, level: caller.level, client: caller.client, now: now)
    } catch { return error }
  }

  /// Sets several attributes and writes the results.
  @inline(never)
  static func setAll<Meter, Cipher, Store>(
    _ listOctets: RawSpan, _ count: Int, _ list: Range<Int>, _ octets: RawSpan, _ data: Range<Int>,
    _ caller: Caller, _ writer: inout OctetWriter, _ response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  )
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    writer.length(count, &response)
    var names = OctetReader(list)
    var values = OctetReader(data)
    for _ in 0..<count {
      var result = AccessResult.typeUnmatched
      if let descriptor = try? names.descriptor(listOctets),
        (try? SelectiveAccess(&names, listOctets)) != nil, let value = try? values.skip(octets)
      {
        result = set(descriptor, octets, value, caller, outstation: &outstation, now: now)
      }
      writer.put(result.rawValue, &response)
    }
  }

  /// Takes a block of a long SET; the last one executes it.
  @inline(never)
  mutating func takeSetBlock<Meter, Cipher, Store>(
    _ request: ServiceRequest, _ octets: RawSpan, _ invoke: UInt8, _ response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let block: DataBlock
    var isKept = true
    switch request {
    case .setFirstBlock(let descriptor, _, let first):
      block = first
      isKept = first.number == 1 && keep(octets, first.octets)
      transfer = .set(descriptor, block: 1)
    case .setFirstBlockList(let count, let list, let first):
      block = first
      isKept = first.number == 1 && keep(octets, list)
      let listCount = longCount
      isKept = isKept && keep(octets, first.octets, append: true)
      transfer = .setList(count: count, listCount: listCount, block: 1)
    case .setBlock(let next):
      block = next
      switch transfer {
      case .set(let descriptor, let last) where next.number == last + 1:
        transfer = .set(descriptor, block: next.number)
      case .setList(let count, let listCount, let last) where next.number == last + 1:
        transfer = .setList(count: count, listCount: listCount, block: next.number)
      case .set, .setList: return endSet(next.number, .dataBlockNumberInvalid, invoke, &response)
      default: return endSet(next.number, .noLongSetInProgress, invoke, &response)
      }
      isKept = keep(octets, next.octets, append: true)
    default: return 0
    }
    guard isKept else { return endSet(block.number, .longSetAborted, invoke, &response) }
    guard block.isLast else {
      return write(&response, 0xC5, 2, invoke) { $0.put32(block.number, &$1) }
    }
    let done = transfer
    transfer = .none
    switch done {
    case .set(let descriptor, _):
      let isWhole = Self.isOneElement(long.span.bytes, 0..<longCount)
      let result =
        isWhole
        ? Self.set(descriptor, long.span.bytes, 0..<longCount, caller, outstation: &outstation, now: now)
        : .typeUnmatched
      return endSet(block.number, result, invoke, &response)
    case .setList(let count, let listCount, _):
      var writer = OctetWriter()
      writer.put16(0xC504, &response)
      writer.put(invoke, &response)
      // The data are preceded by their number.
      var reader = OctetReader(listCount..<longCount)
      guard let number = try? reader.length(long.span.bytes), number == count, count < 64 else {
        return endSet(block.number, .longSetAborted, invoke, &response)
      }
      Self.setAll(
        long.span.bytes, count, 0..<listCount, long.span.bytes, reader.position..<longCount, caller, &writer,
        &response, outstation: &outstation, now: now)
      writer.put32(block.number, &response)
      return writer.position
    default: return 0
    }
  }

  static func isOneElement(_ octets: RawSpan, _ range: Range<Int>) -> Bool {
    var reader = OctetReader(range)
    return (try? reader.skip(octets)) != nil && reader.isAtEnd
  }

  private mutating func endSet(
    _ block: UInt32, _ result: AccessResult, _ invoke: UInt8, _ response: inout MutableRawSpan
  ) -> Int {
    transfer = .none
    return write(&response, 0xC5, 3, invoke) { writer, octets in
      writer.put(result.rawValue, &octets)
      writer.put32(block, &octets)
    }
  }
}
