import COSEM

/// Responses and what a meter sends of its own.
extension APDUComposer {
  mutating func getResponse(isRefused: Bool) -> [(String, SampleField)] {
    let invoke = head(.getResponse, 1)
    octet(isRefused ? 1 : 0)
    return [invoke, isRefused ? ("result", result(isFailure: true)) : ("data", data())]
  }

  mutating func getBlock(isRefused: Bool) -> [(String, SampleField)] {
    let invoke = head(.getResponse, 2)
    // A transfer that is refused is over.
    let isLast = isRefused || chance.flag()
    octet(isLast ? 1 : 0)
    let number = self.number()
    octet(isRefused ? 1 : 0)
    return [
      invoke, ("last", .flag(isLast)), ("number", number),
      isRefused ? ("result", result(isFailure: true)) : ("raw", field()),
    ]
  }

  mutating func getListResponse() -> [(String, SampleField)] {
    let invoke = head(.getResponse, 3)
    let items = chance.below(6)
    count(items)
    return [invoke, ("results", .list((0..<items).map { _ in dataOrResult() }))]
  }

  private mutating func dataOrResult() -> SampleField {
    let isRefused = chance.flag()
    octet(isRefused ? 1 : 0)
    return .object([isRefused ? ("result", result(isFailure: true)) : ("data", data())])
  }

  mutating func setResponse() -> [(String, SampleField)] { [head(.setResponse, 1), ("result", result())] }

  mutating func setBlockTaken() -> [(String, SampleField)] { [head(.setResponse, 2), ("block", number())] }

  mutating func setLastBlockTaken() -> [(String, SampleField)] {
    [head(.setResponse, 3), ("result", result()), ("block", number())]
  }

  /// Results of a list, then the number of its last block where there is one.
  mutating func setListResponse(hasBlock: Bool) -> [(String, SampleField)] {
    let invoke = head(.setResponse, hasBlock ? 4 : 5)
    let items = chance.below(6)
    count(items)
    let results = SampleField.list((0..<items).map { _ in result() })
    return [invoke, ("results", results)] + (hasBlock ? [("block", number())] : [])
  }

  mutating func actionResponse(hasData: Bool) -> [(String, SampleField)] {
    let invoke = head(.actionResponse, 1)
    let result = self.result()
    octet(hasData ? 1 : 0)
    return [invoke, ("result", result), ("return", hasData ? dataOrResult() : .none)]
  }

  mutating func actionListResponse() -> [(String, SampleField)] {
    let invoke = head(.actionResponse, 3)
    let items = chance.below(6)
    count(items)
    let results = (0..<items).map { _ in
      let result = self.result()
      let hasData = chance.flag()
      octet(hasData ? 1 : 0)
      return SampleField.object([("result", result), ("return", hasData ? dataOrResult() : .none)])
    }
    return [invoke, ("results", .list(results))]
  }

  mutating func actionBlock() -> [(String, SampleField)] { [head(.actionResponse, 2), ("block", block())] }

  mutating func actionBlockTaken() -> [(String, SampleField)] {
    [head(.actionResponse, 4), ("block", number())]
  }

  mutating func generalBlock() -> [(String, SampleField)] {
    let isLast = chance.flag()
    let isStreaming = chance.flag()
    let window = UInt8(chance.below(64))
    let number = chance.integer(UInt16.self)
    let acknowledged = chance.integer(UInt16.self)
    let body = chance.octets(chance.one(of: [0, 1, 127, 128, 255, 256, chance.below(1000)]))
    write {
      GeneralBlock.writeHead(
        isLast: isLast, isStreaming: isStreaming, window: window, number: number, acknowledged: acknowledged,
        count: body.count, &$0, &$1)
    }
    raw(body)
    return [
      ("last", .flag(isLast)), ("streaming", .flag(isStreaming)), ("window", .unsigned(UInt64(window))),
      ("number", .unsigned(UInt64(number))), ("acknowledged", .unsigned(UInt64(acknowledged))),
      ("raw", .hex(body)),
    ]
  }

  mutating func exception(hasCounter: Bool) -> [(String, SampleField)] {
    let state = chance.one(of: [ExceptionResponse.State.serviceNotAllowed, .serviceUnknown])
    let service: ExceptionResponse.Service =
      hasCounter
      ? .invocationCounterError
      : chance.one(of: [
        .operationNotPossible, .serviceNotSupported, .otherReason, .pduTooLong, .decipheringError,
      ])
    let counter = hasCounter ? chance.integer(UInt32.self) : 0
    write { ExceptionResponse.write(state, service, expectedCounter: counter, &$0, &$1) }
    return [
      ("state", .unsigned(UInt64(state.rawValue))), ("service", .unsigned(UInt64(service.rawValue))),
      ("counter", hasCounter ? .unsigned(UInt64(counter)) : .none),
    ]
  }

  mutating func dataNotification() -> [(String, SampleField)] {
    // Bits 24 to 27 are reserved.
    let invoke = UInt32(truncatingIfNeeded: chance.next()) & 0xF0FF_FFFF
    let time = chance.flag() ? clockTime() : nil
    write { DataNotification.writeHead(invoke: invoke, time: time, &$0, &$1) }
    let stamp = time.map { time in SampleField.hex(Self.octets { time.write(&$0, &$1) }) }
    return [("invoke", .unsigned(UInt64(invoke))), ("time", stamp ?? .none), ("data", data())]
  }
}
