import GBCS

/// Runs decoded accesses on a simulated meter.
enum FuzzedMeter {
  private static let binding = ObjectBinding(provisional: true)

  private static var meter: SimulatedESME { SimulatedESME(time: 700_000_000, hasSecondaryElement: true) }

  static func run(_ request: AccessRequest) {
    var meter = meter
    let results = perform(request, &meter)
    guard results.count == request.accesses.count else { fatalError("an access has no answer") }
    let response = AccessResponse(longInvokeIdentifier: request.longInvokeIdentifier, results: results)
    // A meter primed with the answers gives them again.
    var twin = Self.meter
    if (try? twin.prime(answering: request, with: response, provisional: true)) != nil {
      _ = perform(request, &twin)
    }
  }

  /// Writes one value to every attribute that takes a structured one.
  static func write(_ data: DLMSData) {
    for code in [UInt16(0x0019), 0x00B7, 0xF8B7] {
      guard let useCase = UseCase.find(MessageCode(code)) else { continue }
      for pattern in useCase.accesses {
        var meter = meter
        let request = AccessRequest(
          longInvokeIdentifier: 0, accesses: [Access(.set, pattern.target, data: data)])
        _ = perform(request, &meter)
      }
    }
    _ = ProtectedAttributes.request(data)
    _ = ProtectedAttributes.response(data)
  }

  static func answer(_ response: AccessResponse) {
    for code in [UInt16(0x0026), 0x0027, 0x002B, 0x0033, 0x003A, 0x0048] {
      guard let useCase = UseCase.find(MessageCode(code)) else { continue }
      let accesses = useCase.accesses.map { Access($0.kind == .action ? .action : .get, $0.target) }
      var meter = meter
      let request = AccessRequest(longInvokeIdentifier: 0, accesses: accesses)
      _ = try? meter.prime(answering: request, with: response)
    }
  }

  private static func perform(_ request: AccessRequest, _ meter: inout SimulatedESME) -> [AccessResult] {
    binding.perform(request.accesses, on: &meter) { (data, meter) throws(DeviceRefusal) -> DLMSData in
      guard let (items, _) = ProtectedAttributes.request(data) else { throw DeviceRefusal(.typeUnmatched) }
      var values: [DLMSData] = []
      for item in items { values.append(try binding.read(item.target, range: nil, meter)) }
      return .structure(values)
    }
  }
}
