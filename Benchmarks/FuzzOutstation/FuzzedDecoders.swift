import COSEM

/// The decoders alone. What they accept lies within the octets, and skipping reads the same as walking.
enum FuzzedDecoders {
  static func run(_ input: [UInt8]) {
    let octets = input.span.bytes
    let whole = 0..<input.count
    _ = try? AssociationRequest(octets, whole)
    _ = try? AssociationResponse(octets, whole)
    _ = try? ServiceRequest.decode(octets, whole)
    _ = try? GeneralBlock(octets, whole)
    _ = try? InitiateRequest(octets, whole)
    if let notification = try? DataNotification(octets, whole) { check(notification.data, in: whole) }
    var skipping = OctetReader(whole)
    guard let range = try? skipping.skip(octets) else { return }
    check(range, in: whole)
    var walking = OctetReader(whole)
    var left = 1
    while left > 0 {
      left -= 1
      guard let value = try? walking.value(octets) else { fatalError("skipped what cannot be read") }
      if let field = value.octets { check(field, in: whole) }
      switch value {
      case .array(let count), .structure(let count): left += count
      case .compactArray(let content):
        guard let compact = try? CompactArray(content, octets) else { continue }
        _ = try? compact.forEach(octets) { element in
          if let field = element.octets { check(field, in: whole) }
        }
      default: break
      }
    }
    guard walking.position == skipping.position else { fatalError("skipping and walking differ") }
  }

  private static func check(_ range: Range<Int>, in whole: Range<Int>) {
    guard range.lowerBound >= whole.lowerBound, range.upperBound <= whole.upperBound else {
      fatalError("a range outside the octets")
    }
  }
}
