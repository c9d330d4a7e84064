/// From points to periods.
extension VirtualMeter {
  /// Doubt about a value next to a reading of such quality.
  static func flags(_ quality: ReadingQuality) -> PeriodFlags {
    var flags: PeriodFlags = []
    if quality.isEmpty { return flags }
    if quality.contains(.clockUnsynchronised) { flags.insert(.clockUnsynced) }
    if quality.contains(.estimated) || quality.contains(.doubtful) { flags.insert(.estimated) }
    if quality.contains(.replayed) { flags.insert(.recovered) }
    return flags
  }

  private static func flags(_ link: RegisterPoint.Link) -> PeriodFlags {
    switch link {
    case .counted, .rolledOver: []
    case .exchanged: .configurationChanged
    case .reset: [.estimated, .reset]
    case .replaced: [.estimated, .possibleLoss, .error]
    }
  }

  /// Energy from one point to the next in µWh (register input).
  private static func advance(
    from a: RegisterPoint, to b: RegisterPoint, _ rules: VirtualMeterRules
  ) -> Int64 {
    switch b.link {
    case .counted: b.value - a.value
    case .rolledOver: rules.rollOverAt.microwattHours - a.value + b.value
    // What a reset register shows is what it counted since, unless it cannot have counted that in the time.
    case .reset: b.value <= rules.mostEnergy(in: b.milliseconds - a.milliseconds) ? b.value : 0
    case .replaced, .exchanged: 0
    }
  }

  /// Walks from point `a` to the next, `b`: hands each period that ends in between to `emit`.
  @inline(__always)
  static func step(
    _ walk: inout PeriodWalk, from a: RegisterPoint, to b: RegisterPoint, _ rules: VirtualMeterRules,
    _ emit: (_ number: Int64, _ period: VirtualPeriod) -> Void
  ) {
    let length = rules.periodMilliseconds
    let elapsed = b.milliseconds - a.milliseconds
    let isLoad = rules.input == .load
    let total = isLoad ? a.value : advance(from: a, to: b, rules)
    let linkFlags = b.link == .counted ? [] : Self.flags(b.link)
    let isGap = elapsed > Int64(rules.maximumGapSeconds) * 1000
    var between = linkFlags
    if isLoad {
      between.formUnion(Self.flags(a.quality))
      if isGap { between.insert(.estimated) }
    }
    walk.openFlags.formUnion(between)
    var number = a.milliseconds / length
    var end = (number + 1) * length
    if end <= b.milliseconds {
      var inside = Self.flags(a.quality).union(Self.flags(b.quality))
      if isGap { inside.insert(.estimated) }
      while end <= b.milliseconds {
        let isExact = end == b.milliseconds
        let flags = isExact ? Self.flags(b.quality) : inside
        let energy =
          walk.energy
          + Self.energy(total, rest: walk.rest, after: end - a.milliseconds, of: elapsed, rules.input)
        emit(
          number,
          VirtualPeriod(
            startSeconds: UInt32(truncatingIfNeeded: number * length / 1000), period: rules.period,
            energy: Energy(microwattHours: energy - walk.boundaryEnergy),
            register: Energy(microwattHours: energy),
            flags: walk.startFlags.union(walk.openFlags).union(flags), revision: 0))
        walk.boundaryEnergy = energy
        walk.startFlags = flags
        walk.openFlags = isExact ? [] : between
        number += 1
        end += length
      }
    }
    if isLoad {
      let sum = walk.rest + total * elapsed
      walk.energy += sum / 3600
      walk.rest = sum % 3600
    } else {
      walk.energy += total
    }
  }

  /// Energy `part` of `elapsed` ms after a point, rounded down: µWh of `total` µWh, or of `total` mW.
  private static func energy(
    _ total: Int64, rest: Int64, after part: Int64, of elapsed: Int64, _ input: VirtualMeterRules.Input
  ) -> Int64 {
    if input == .load { return (rest + total * part) / 3600 }
    if part == elapsed { return total }
    let product = WideArithmetic.product(UInt64(total), UInt64(part), dividedBy: UInt64(elapsed))
    return Int64(product ?? UInt64(total))
  }

  /// Issues a period if it is new or differs from what was issued.
  @inline(__always)
  mutating func issue(_ number: Int64, _ period: VirtualPeriod, _ issue: (VirtualPeriod) -> Void) {
    var period = period
    let slot = Int(number % Int64(Periods))
    let entry = IssuedPeriod(
      energy: period.energy.microwattHours,
      restOfRegister: UInt32(period.register.microwattHours % 1_000_000), flags: period.flags, revision: 1)
    if number > newestPeriod {
      newestPeriod = number
      issuedCount = min(issuedCount + 1, Periods)
      issued[unchecked: slot] = entry
      period.revision = 1
      issue(period)
      return
    }
    // Older than what is remembered: it stays as it was issued.
    guard number > newestPeriod - Int64(Periods) else { return }
    let old = issued[slot]
    let isNew = number <= newestPeriod - Int64(issuedCount)
    if isNew {
      issuedCount = Int(newestPeriod - number) + 1
      period.revision = 1
    } else {
      var same = entry
      same.revision = old.revision
      if same == old { return }
      period.revision = old.revision == .max ? .max : old.revision + 1
    }
    issued[slot] = entry
    issued[slot].revision = period.revision
    issue(period)
  }

  /// Walks over all kept points again and issues what changed.
  mutating func reissue(_ issue: (VirtualPeriod) -> Void) {
    var walk = head
    for index in 1..<max(count, 1) {
      Self.step(&walk, from: points[index - 1], to: points[index], rules) { number, period in
        self.issue(number, period, issue)
      }
    }
    tail = walk
  }

  /// True when the point between two others says nothing that they do not.
  @inline(__always)
  func isRedundant(
    _ point: RegisterPoint, between before: RegisterPoint, and after: RegisterPoint
  ) -> Bool {
    // A load that is confirmed ends what a late event before it may claim.
    if rules.input == .load { return false }
    let length = rules.periodMilliseconds
    // No period ends between the outer two, so neither end needs this one.
    return before.milliseconds / length == (after.milliseconds - 1) / length && point.link == .counted
      && after.link == .counted
  }

  /// Gives up the oldest points; what they told is in `head`.
  mutating func forget(_ number: Int) {
    let number = min(number, count - 1)
    for index in 0..<number {
      Self.step(&head, from: points[index], to: points[index + 1], rules) { _, _ in }
    }
    for index in number..<count { points[index - number] = points[index] }
    count -= number
    hasForgotten = true
  }
}
