/// A meter that measures nothing itself: it takes another device's readings and makes periods of the UTC grid.
///
/// Between two readings the energy is spread evenly over the time, in exact integers: the register at a period's end
/// is rounded down to 1 µWh and a period is the difference of two of them, so nothing is lost or made by rounding.
/// Only what can still matter is kept: the nearest reading on each side of every period's end, and both sides of
/// every break; `Points` of them (four or five a period at most), for at most `Periods` periods. Within that window
/// late readings revise periods; what is older is refused as too late. One value type without heap: 20 000 of them
/// with 200 points and 96 periods take 95 MB.
public struct VirtualMeter<let Points: Int, let Periods: Int>: Sendable, BitwiseCopyable {
  /// What may be believed.
  public internal(set) var rules: VirtualMeterRules

  var points: InlineArray<Points, RegisterPoint>
  var count = 0
  /// The issued periods, at their number modulo `Periods`.
  var issued: InlineArray<Periods, IssuedPeriod>
  /// Number (since 1970) of the newest issued period, -1 before the first.
  var newestPeriod: Int64 = -1
  /// Periods issued, at most `Periods`.
  var issuedCount = 0
  /// Where the oldest kept point stands, and the newest.
  var head = PeriodWalk()
  var tail = PeriodWalk()
  /// A reading that waits for the next one to confirm it.
  var held: RegisterPoint = .empty
  var isHolding = false
  /// Points were given up: what is older than the window is too late.
  var hasForgotten = false

  /// A meter that has not seen a reading yet.
  public init(rules: VirtualMeterRules = VirtualMeterRules()) {
    self.rules = rules
    points = InlineArray(repeating: .empty)
    issued = InlineArray(repeating: IssuedPeriod())
  }

  /// The cumulative register in µWh, rounded down: the device's own value at first, later without its roll-overs,
  /// resets and exchanges. Nil before the first reading.
  public var register: Energy? { count == 0 ? nil : Energy(microwattHours: tail.energy) }

  /// UTC of the newest accepted reading, nil before the first.
  public var newestInstant: Instant? {
    count == 0 ? nil : Instant(nanoseconds: points[count - 1].milliseconds * 1_000_000)
  }

  /// UTC of the oldest reading that late ones can still be placed after, nil before the first.
  public var oldestInstant: Instant? {
    count == 0 ? nil : Instant(nanoseconds: points[0].milliseconds * 1_000_000)
  }

  /// Takes a reading and hands every period that it closes or changes to `issue`, oldest first.
  @discardableResult
  public mutating func take(
    _ reading: RegisterReading, issue: (VirtualPeriod) -> Void
  ) -> ReadingOutcome {
    take(instant: reading.instant, value: reading.register.microwattHours, quality: reading.quality, issue)
  }

  /// Takes a load event (`rules.input` is `load`) and hands every period that it closes or changes to `issue`.
  @discardableResult
  public mutating func take(_ event: LoadEvent, issue: (VirtualPeriod) -> Void) -> ReadingOutcome {
    take(instant: event.instant, value: event.power.milliwatts, quality: event.quality, issue)
  }

  /// Notes that another meter took the device's place at `instant`: `final` is the old one's last reading, `initial`
  /// the new one's first. Refused where readings after `instant` are known already.
  @discardableResult
  public mutating func exchange(
    at instant: Instant, final: Energy, initial: Energy, issue: (VirtualPeriod) -> Void
  ) -> ReadingOutcome {
    guard rules.input == .register, initial.microwattHours >= 0 else { return .malformed }
    let milliseconds = instant.nanoseconds / 1_000_000
    if count > 0, points[count - 1].milliseconds > milliseconds { return .contradictory }
    // The announcement explains what a held reading could not.
    isHolding = false
    let outcome = take(instant: instant, value: final.microwattHours, quality: [], issue)
    guard outcome.isAccepted else { return outcome }
    // The new meter begins one millisecond later: a point has its own time.
    append(
      RegisterPoint(
        milliseconds: milliseconds + 1, value: initial.microwattHours, quality: [], link: .exchanged), issue)
    return .booked
  }

  @inline(__always)
  private mutating func take(
    instant: Instant, value: Int64, quality: ReadingQuality, _ issue: (VirtualPeriod) -> Void
  ) -> ReadingOutcome {
    let milliseconds = instant.nanoseconds / 1_000_000
    guard value >= 0, milliseconds > 0, milliseconds < 7_258_118_400_000 else { return .malformed }
    var point = RegisterPoint(milliseconds: milliseconds, value: value, quality: quality, link: .counted)
    if rules.input == .load, value > rules.maximumPower.milliwatts { return .implausible }
    if count == 0 {
      start(point)
      return .booked
    }
    let newest = points[unchecked: count - 1]
    if milliseconds <= newest.milliseconds { return insert(point, issue) }
    let elapsed = milliseconds - newest.milliseconds
    if elapsed <= Int64(rules.maximumBridgeSeconds) * 1000 {
      if rules.input == .load || isPlausible(newest, point) {
        append(point, issue)
        return released(after: point, .booked, issue)
      }
      if isRollOver(newest, point) {
        point.link = .rolledOver
        append(point, issue)
        return released(after: point, .rolledOver, issue)
      }
    }
    return hold(point, issue)
  }

  /// True when the register can have counted from `a` to `b`.
  @inline(__always)
  func isPlausible(_ a: RegisterPoint, _ b: RegisterPoint) -> Bool {
    b.value >= a.value && b.value - a.value <= rules.mostEnergy(in: b.milliseconds - a.milliseconds)
  }

  /// True when the register can have counted over its top from `a` to `b`.
  func isRollOver(_ a: RegisterPoint, _ b: RegisterPoint) -> Bool {
    let top = rules.rollOverAt.microwattHours
    guard top > 0, b.value < a.value, a.value < top else { return false }
    return top - a.value + b.value <= rules.mostEnergy(in: b.milliseconds - a.milliseconds)
  }

  private mutating func start(_ point: RegisterPoint) {
    points[0] = point
    count = 1
    head = PeriodWalk()
    head.energy = rules.input == .register ? point.value : 0
    head.boundaryEnergy = head.energy
    let isOnGrid = point.milliseconds % rules.periodMilliseconds == 0
    head.startFlags = isOnGrid ? Self.flags(point.quality) : .partial
    tail = head
  }

  /// Holds a reading that contradicts the newest, or lets it and its confirmation in.
  private mutating func hold(_ point: RegisterPoint, _ issue: (VirtualPeriod) -> Void) -> ReadingOutcome {
    if isHolding {
      if point == held { return .duplicate }
      guard point.milliseconds > held.milliseconds else { return .contradictory }
      let elapsed = point.milliseconds - held.milliseconds
      let bridges = elapsed <= Int64(rules.maximumBridgeSeconds) * 1000
      if bridges, rules.input == .load || isPlausible(held, point) {
        let newest = points[count - 1]
        var outcome = ReadingOutcome.booked
        if rules.input == .register, !isPlausible(newest, held) {
          if isRollOver(newest, held) {
            held.link = .rolledOver
            outcome = .rolledOver
          } else {
            held.link = held.value < newest.value ? .reset : .replaced
            outcome = .reset
          }
        }
        append(held, issue)
        isHolding = false
        append(point, issue)
        return outcome
      }
    }
    held = point
    isHolding = true
    return .held
  }

  /// After `point` was booked: a held reading before it is dropped, a later one looked at again.
  @inline(__always)
  private mutating func released(
    after point: RegisterPoint, _ outcome: ReadingOutcome, _ issue: (VirtualPeriod) -> Void
  ) -> ReadingOutcome {
    guard isHolding else { return outcome }
    if held.milliseconds <= point.milliseconds {
      isHolding = false
    } else if rules.input == .load || isPlausible(point, held),
      held.milliseconds - point.milliseconds <= Int64(rules.maximumBridgeSeconds) * 1000
    {
      isHolding = false
      append(held, issue)
    }
    return outcome
  }

  /// Books a point at the end, closing the periods that end in between.
  @inline(__always)
  mutating func append(_ point: RegisterPoint, _ issue: (VirtualPeriod) -> Void) {
    if count == Points { forget(max(Points / 8, 1)) }
    let newest = points[unchecked: count - 1]
    var walk = tail
    Self.step(&walk, from: newest, to: point, rules) { number, period in self.issue(number, period, issue) }
    tail = walk
    if count >= 2, isRedundant(newest, between: points[unchecked: count - 2], and: point) {
      points[unchecked: count - 1] = point
    } else {
      points[unchecked: count] = point
      count += 1
    }
  }
}
