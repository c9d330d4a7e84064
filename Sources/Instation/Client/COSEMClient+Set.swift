import COSEM

/// Changes of a meter, for benches: refused unless the client was made with `mayWrite`.
extension COSEMClient {
  /// Sets an attribute to `data`, one element of A-XDR data. `secrets` in it are masked in traces and recordings.
  public func set(
    _ attribute: AttributeDescriptor, _ data: [UInt8], secrets: [[UInt8]] = []
  ) throws(MeterReadError) {
    try change(
      0xC101, attribute, [0] + data, tag: .gloSetRequest, secrets, doing: "setting \(Self.name(attribute))")
  }

  /// Calls a method with `data`, one element of A-XDR data, or none.
  public func call(_ method: AttributeDescriptor, _ data: [UInt8]?) throws(MeterReadError) {
    try change(
      0xC301, method, data.map { [1] + $0 } ?? [0], tag: .gloActionRequest, [],
      doing: "calling \(method.name.text) method \(method.attribute)")
  }

  private func change(
    _ service: UInt16, _ attribute: AttributeDescriptor, _ rest: [UInt8], tag: APDUTag, _ secrets: [[UInt8]],
    doing: String
  ) throws(MeterReadError) {
    guard settings.mayWrite else {
      throw MeterReadError(.configuration, doing: doing, likely: "this client only reads")
    }
    let invoke = nextInvoke()
    var request = [UInt8](repeating: 0, count: 16)
    var writer = OctetWriter()
    do {
      var span = request.mutableSpan
      var bytes = span.mutableBytes
      writer.put16(service, &bytes)
      writer.put(invoke, &bytes)
      writer.descriptor(attribute, &bytes)
    }
    let message = Array(request[..<writer.position]) + rest
    let answer = try exchange(message, tag, secrets, doing)
    guard let (response, echoed) = try? ServiceResponse.decode(answer.span.bytes, 0..<answer.count),
      echoed & 0x0F == invoke & 0x0F
    else { throw malformed(doing, answer) }
    switch response {
    case .done: return
    case .refused(let result):
      throw MeterReadError(
        .refused(result), doing: doing, likely: "this level may not change it, or the value is not taken")
    default: throw malformed(doing, answer)
    }
  }

  private func exchange(
    _ message: [UInt8], _ tag: APDUTag, _ secrets: [[UInt8]], _ doing: String
  ) throws(MeterReadError) -> [UInt8] {
    if secrets.isEmpty { return try service(message, tag: tag, doing: doing) }
    return try link.line.masking(secrets) { () throws(MeterReadError) in
      try service(message, tag: tag, doing: doing)
    }
  }
}
