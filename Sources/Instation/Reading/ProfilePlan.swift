/// Which periods are still to be asked for.
struct ProfilePlan {
  /// Runs of period starts, oldest first, both bounds included.
  private var open: [ClosedRange<Int64>] = []
  /// Runs asked for a second time because rows were missing inside.
  private var again: Set<Int64> = []
  private let period: Int64
  /// Rows that a complete answer would have.
  let expected: Int

  /// A plan for the periods that start in `first...last`, none before `oldest`; nil for none at all.
  init?(first: Int64, last: Int64, period: Int64, oldest: Int64?) {
    let from = max(first, oldest ?? first)
    guard period > 0, from <= last else { return nil }
    self.period = period
    expected = Int((last - from) / period + 1)
    open = [from...last]
  }

  /// The next part to ask for, the oldest first; nil when everything is done.
  func next(rows: Int64) -> ClosedRange<Int64>? {
    guard let first = open.first else { return nil }
    return first.lowerBound...min(first.upperBound, first.lowerBound + rows * period - 1)
  }

  /// A part was answered whole; `got` are the starts that came. Holes inside are asked for once more.
  mutating func done(_ part: ClosedRange<Int64>, got: [Int64]) {
    remove(part)
    guard !got.isEmpty else { return }
    let starts = got.sorted()
    var holes: [ClosedRange<Int64>] = []
    for (one, next) in zip(starts, starts.dropFirst()) where next - one > period {
      holes.append((one + 1)...(next - 1))
    }
    // A meter that repeats rows leaves out the last ones of its answer.
    if part.upperBound - starts.last! >= period { holes.append((starts.last! + 1)...part.upperBound) }
    if starts[0] - part.lowerBound >= period { holes.append(part.lowerBound...(starts[0] - 1)) }
    for hole in holes where again.insert(hole.lowerBound).inserted { open.insert(hole, at: 0) }
    open.sort { $0.lowerBound < $1.lowerBound }
  }

  /// A part broke off after the rows that start at `got`, which came in order.
  mutating func resume(_ part: ClosedRange<Int64>, got: [Int64], isDescending: Bool) {
    // One row alone does not show the order.
    guard got.count > 1, let low = got.min(), let high = got.max() else { return }
    let starts = Set(got)
    // Only a run without holes is done with.
    var end = isDescending ? high : low
    while starts.contains(isDescending ? end - period : end + period) {
      end += isDescending ? -period : period
    }
    if isDescending {
      // The newest came first: what lies above the run was not there.
      remove(end...part.upperBound)
    } else {
      remove(part.lowerBound...end)
    }
  }

  private mutating func remove(_ part: ClosedRange<Int64>) {
    open = open.flatMap { run -> [ClosedRange<Int64>] in
      guard run.overlaps(part) else { return [run] }
      var rest: [ClosedRange<Int64>] = []
      if run.lowerBound < part.lowerBound { rest.append(run.lowerBound...(part.lowerBound - 1)) }
      if run.upperBound > part.upperBound { rest.append((part.upperBound + 1)...run.upperBound) }
      return rest
    }
  }
}
