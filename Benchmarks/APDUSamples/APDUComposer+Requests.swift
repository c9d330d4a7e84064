import COSEM

/// Requests. COSEM writes their descriptors, selections, data and lengths; the heads are its callers'.
extension APDUComposer {
  mutating func getRequest(_ selection: SelectiveAccess) -> [(String, SampleField)] {
    [head(.getRequest, 1), ("attribute", descriptor()), ("selection", self.selection(selection))]
  }

  mutating func next(_ tag: APDUTag) -> [(String, SampleField)] { [head(tag, 2), ("block", number())] }

  mutating func getList() -> [(String, SampleField)] {
    let invoke = head(.getRequest, 3)
    return [
      invoke,
      ("items", self.items { ["attribute": $0.descriptor(), "selection": $0.selection($0.anySelection())] }),
    ]
  }

  mutating func setRequest() -> [(String, SampleField)] {
    [
      head(.setRequest, 1), ("attribute", descriptor()), ("selection", selection(.none)), ("data", data()),
    ]
  }

  mutating func setFirstBlock() -> [(String, SampleField)] {
    [
      head(.setRequest, 2), ("attribute", descriptor()), ("selection", selection(anySelection())),
      ("block", block()),
    ]
  }

  mutating func setList() -> [(String, SampleField)] {
    let invoke = head(.setRequest, 4)
    let items = self.items { ["attribute": $0.descriptor(), "selection": $0.selection($0.anySelection())] }
    return [invoke, ("items", items), ("values", values(as: items))]
  }

  mutating func setListFirstBlock() -> [(String, SampleField)] {
    let invoke = head(.setRequest, 5)
    let items = self.items { ["attribute": $0.descriptor(), "selection": $0.selection($0.anySelection())] }
    return [invoke, ("items", items), ("block", block())]
  }

  mutating func actionRequest() -> [(String, SampleField)] {
    let invoke = head(.actionRequest, 1)
    let method = descriptor()
    let hasData = chance.flag()
    octet(hasData ? 1 : 0)
    return [invoke, ("method", method), ("data", hasData ? data() : .none)]
  }

  mutating func actionList() -> [(String, SampleField)] {
    let invoke = head(.actionRequest, 3)
    let items = self.items { ["attribute": $0.descriptor()] }
    return [invoke, ("items", items), ("values", values(as: items))]
  }

  mutating func actionFirstBlock() -> [(String, SampleField)] {
    [head(.actionRequest, 4), ("method", descriptor()), ("block", block())]
  }

  /// A further block of a SET (choice 3) or an ACTION (choice 6).
  mutating func furtherBlock(_ tag: APDUTag, _ choice: UInt8) -> [(String, SampleField)] {
    [head(tag, choice), ("block", block())]
  }

  mutating func block() -> SampleField {
    let isLast = chance.flag()
    octet(isLast ? 1 : 0)
    return .object([("last", .flag(isLast)), ("number", number()), ("raw", field())])
  }

  private mutating func items(
    _ item: (inout APDUComposer) -> KeyValuePairs<String, SampleField>
  ) -> SampleField {
    let items = chance.below(6)
    count(items)
    return .list((0..<items).map { _ in .object(item(&self).map { ($0.key, $0.value) }) })
  }

  private mutating func values(as items: SampleField) -> SampleField {
    guard case .list(let items) = items else { return .none }
    count(items.count)
    return .list(items.map { _ in data() })
  }

  mutating func anySelection() -> SelectiveAccess {
    switch chance.below(3) {
    case 0: range()
    case 1: entry()
    default: .none
    }
  }

  mutating func range() -> SelectiveAccess {
    .range(
      RangeAccess(
        fromSeconds: Int64(chance.below(2_000_000_000)), toSeconds: Int64(chance.below(2_000_000_000))))
  }

  mutating func entry() -> SelectiveAccess {
    .entry(
      fromEntry: chance.integer(UInt32.self), toEntry: chance.integer(UInt32.self),
      fromColumn: chance.integer(UInt16.self), toColumn: chance.integer(UInt16.self))
  }

  mutating func selection(_ selection: SelectiveAccess) -> SampleField {
    write { selection.write(&$0, &$1) }
    switch selection {
    case .none, .unknown: return .none
    case .range(let range):
      return .object([("from", .number(range.from ?? 0)), ("to", .number(range.to ?? 0))])
    case .entry(let from, let to, let first, let last):
      return .object([
        ("entry", .list([from, to, UInt32(first), UInt32(last)].map { .unsigned(UInt64($0)) }))
      ])
    }
  }
}
