import COSEM

extension COSEMClient {
  /// Reads an attribute.
  public func get(_ attribute: AttributeDescriptor) throws(MeterReadError) -> [UInt8] {
    var data: [UInt8] = []
    try get(attribute, .all, into: &data)
    return data
  }

  /// Reads an attribute, or a part of a profile, into `data`: one element of A-XDR data. Where the transfer
  /// breaks off, `data` has what came before; its beginning is good.
  public func get(
    _ attribute: AttributeDescriptor, _ selection: ProfileSelection, into data: inout [UInt8],
    progress: ((Int) -> Void)? = nil
  ) throws(MeterReadError) {
    let doing = "reading \(Self.name(attribute))"
    data.removeAll(keepingCapacity: true)
    let invoke = nextInvoke()
    var request = [UInt8](repeating: 0, count: 128)
    var writer = OctetWriter()
    do {
      var span = request.mutableSpan
      var bytes = span.mutableBytes
      writer.put16(0xC001, &bytes)
      writer.put(invoke, &bytes)
      writer.descriptor(attribute, &bytes)
      selection.write(&writer, &bytes)
    }
    var answer = try service(Array(request[..<writer.position]), tag: .gloGetRequest, doing: doing)
    var block: UInt32 = 0
    while true {
      guard let (response, echoed) = try? ServiceResponse.decode(answer.span.bytes, 0..<answer.count),
        echoed & 0x0F == invoke & 0x0F
      else { throw malformed(doing, answer) }
      switch response {
      case .data(let range) where block == 0:
        data += answer[range]
        progress?(data.count)
        return
      case .refused(let result), .blockRefused(_, let result): throw refusal(result, doing, answer)
      case .block(let next):
        guard next.number == block + 1 else {
          throw MeterReadError(
            .malformed, doing: doing, came: "block \(next.number) after block \(block)",
            likely: "the meter lost its place; read again")
        }
        block = next.number
        data += answer[next.octets]
        progress?(data.count)
        if next.isLast { return }
      default: throw malformed(doing, answer)
      }
      answer = try service(
        [0xC0, 0x02, invoke] + withUnsafeBytes(of: block.bigEndian, Array.init), tag: .gloGetRequest,
        doing: doing)
    }
  }

  func refusal(_ result: AccessResult, _ doing: String, _ answer: [UInt8]) -> MeterReadError {
    let likely: String
    switch result {
    case .readWriteDenied, .scopeOfAccessViolated: likely = "this client may not read it; another level may"
    case .objectUndefined, .objectUnavailable: likely = "this meter has no such object"
    case .objectClassInconsistent: likely = "the object is of another class in this firmware"
    case .dataBlockUnavailable: likely = "no rows in this range"
    case .temporaryFailure, .hardwareFault: likely = "the meter itself has a fault; read again later"
    default: likely = "the meter does not do this (e.g. access by entry)"
    }
    return MeterReadError(
      .refused(result), doing: doing, sent: Diagnosis.shown(link.line.lastSent),
      came: Diagnosis.shown(answer), likely: likely)
  }

  /// The words for an attribute.
  static func name(_ attribute: AttributeDescriptor) -> String {
    "\(attribute.name.text) attribute \(attribute.attribute)"
  }

  /// Reads several attributes at once where the meter can, else one by one. A refused one is an error in its
  /// place; only a failure of the talk itself is thrown.
  public func getAll(
    _ attributes: [AttributeDescriptor]
  ) throws(MeterReadError) -> [Result<[UInt8], MeterReadError>] {
    var results: [Result<[UInt8], MeterReadError>] = []
    // 11 octets each, and the head; short answers fit a message with room to spare.
    let room = meterMaximum == 0 ? 1024 : Int(meterMaximum)
    let most = min(max((room - 48) / 11, 1), 16)
    var usesLists = conformance.contains(.multipleReferences)
    var index = 0
    while index < attributes.count {
      let part = attributes[index..<min(index + (usesLists ? most : 1), attributes.count)]
      if part.count > 1 {
        if let answers = try list(Array(part)) {
          results += answers
          index += part.count
        } else {
          usesLists = false
        }
        continue
      }
      do throws(MeterReadError) {
        results.append(.success(try get(part.first!)))
      } catch {
        guard case .refused = error.kind else { throw error }
        results.append(.failure(error))
      }
      index += 1
    }
    return results
  }

  /// GET with list; nil where the meter does not do it after all.
  private func list(
    _ attributes: [AttributeDescriptor]
  ) throws(MeterReadError) -> [Result<[UInt8], MeterReadError>]? {
    let doing = "reading \(attributes.count) attributes from \(Self.name(attributes[0]))"
    let invoke = nextInvoke()
    var request = [UInt8](repeating: 0, count: 8 + 11 * attributes.count)
    var writer = OctetWriter()
    do {
      var span = request.mutableSpan
      var bytes = span.mutableBytes
      writer.put16(0xC003, &bytes)
      writer.put(invoke, &bytes)
      writer.length(attributes.count, &bytes)
      for attribute in attributes {
        writer.descriptor(attribute, &bytes)
        writer.put(0, &bytes)
      }
    }
    var answer: [UInt8]
    do throws(MeterReadError) {
      answer = try service(Array(request[..<writer.position]), tag: .gloGetRequest, doing: doing)
    } catch {
      if case .exception = error.kind { return nil }
      throw error
    }
    // A long list comes in blocks whose content is the list itself.
    var whole: [UInt8] = []
    var block: UInt32 = 0
    while true {
      guard let (response, echoed) = try? ServiceResponse.decode(answer.span.bytes, 0..<answer.count),
        echoed & 0x0F == invoke & 0x0F
      else { throw malformed(doing, answer) }
      switch response {
      case .dataList(let count, let list):
        guard block == 0, count == attributes.count else { throw malformed(doing, answer) }
        return try results(answer, OctetReader(list), attributes, doing)
      case .refused, .blockRefused: return nil
      case .block(let next) where next.number == block + 1:
        block = next.number
        whole += answer[next.octets]
        if next.isLast {
          var reader = OctetReader(whole.span.bytes)
          guard let count = try? reader.length(whole.span.bytes), count == attributes.count else {
            throw malformed(doing, whole)
          }
          return try results(whole, reader, attributes, doing)
        }
      default: throw malformed(doing, answer)
      }
      answer = try service(
        [0xC0, 0x02, invoke] + withUnsafeBytes(of: block.bigEndian, Array.init), tag: .gloGetRequest,
        doing: doing)
    }
  }

  private func results(
    _ octets: [UInt8], _ start: OctetReader, _ attributes: [AttributeDescriptor], _ doing: String
  ) throws(MeterReadError) -> [Result<[UInt8], MeterReadError>] {
    var reader = start
    var results: [Result<[UInt8], MeterReadError>] = []
    let bytes = octets.span.bytes
    do throws(CodecError) {
      for attribute in attributes {
        if try reader.uint8(bytes) == 0 {
          results.append(.success(Array(octets[try reader.skip(bytes)])))
        } else {
          let result = AccessResult(rawValue: try reader.uint8(bytes)) ?? .otherReason
          results.append(.failure(refusal(result, "reading \(Self.name(attribute))", [])))
        }
      }
    } catch { throw malformed(doing, octets) }
    return results
  }
}

extension OBIS {
  /// The six value groups with dots.
  public var text: String { (0..<6).map { String(self[$0]) }.joined(separator: ".") }

  /// Reads six value groups with dots.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let groups = parts.compactMap { UInt8($0) }
    guard parts.count == 6, groups.count == 6 else { return nil }
    self.init(groups[0], groups[1], groups[2], groups[3], groups[4], groups[5])
  }
}
