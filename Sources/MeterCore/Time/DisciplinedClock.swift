import HAL

/// UTC as a function of the monotonic clock: one anchor, moved only by rule.
///
/// Nothing else in the meter reads a wall clock, so a step of the operating system's time cannot reach a
/// stamp without being judged here first.
public struct DisciplinedClock: Equatable, Sendable, BitwiseCopyable {
  /// How the clock follows its source.
  public let rules: ClockRules
  /// Trust in the present time.
  public private(set) var quality: ClockQuality
  /// The time was held over a restart: the first disciplined reading is followed whatever it says.
  var isProvisional = false
  private(set) var anchorTick: Tick
  private(set) var anchorInstant: Instant

  /// A clock without time.
  public init(rules: ClockRules) {
    self.rules = rules
    quality = .unset
    anchorTick = Tick(nanoseconds: 0)
    anchorInstant = Instant(nanoseconds: 0)
  }

  /// A clock that continues from a stored anchor.
  init(rules: ClockRules, quality: ClockQuality, anchorTick: Tick, anchorInstant: Instant) {
    self.rules = rules
    self.quality = quality
    self.anchorTick = anchorTick
    self.anchorInstant = anchorInstant
  }

  /// UTC that can be true: 2000 to 2100. A reading outside is refused; period starts are stored in 32 bits.
  static let plausibleNanoseconds: Range<Int64> =
    946_684_800_000_000_000..<4_102_444_800_000_000_000

  /// UTC at `tick`; meaningless while `quality` is `unset`.
  public func instant(at tick: Tick) -> Instant {
    anchorInstant.advanced(byNanoseconds: tick.nanoseconds(since: anchorTick))
  }

  /// The tick at which UTC is `instant`.
  public func tick(at instant: Instant) -> Tick {
    anchorTick.advanced(byNanoseconds: instant.nanoseconds - anchorInstant.nanoseconds)
  }

  /// Continues at `instant` without a source, e.g. after a restart before the source is there.
  mutating func hold(at instant: Instant, tick: Tick) {
    anchorTick = tick
    anchorInstant = instant
    quality = .unsynchronised
    isProvisional = true
  }

  /// An authorised change of the time: followed whatever the limit. Refused only when implausible.
  mutating func set(_ reading: WallClockReading, at tick: Tick) -> ClockCorrection {
    isProvisional = true
    return observe(reading, at: tick, isAuthorised: true)
  }

  /// Judges a reading of the source taken at `tick` and moves the clock by the rules.
  ///
  /// - A reading outside 2000 to 2100 is no time and refused.
  /// - An unsynchronised source never moves the clock backwards.
  /// - Within the limit: `synchronised`. Beyond: `changed`, or `refused` when the rules say so.
  public mutating func observe(_ reading: WallClockReading, at tick: Tick) -> ClockCorrection {
    observe(reading, at: tick, isAuthorised: false)
  }

  private mutating func observe(
    _ reading: WallClockReading, at tick: Tick, isAuthorised: Bool
  ) -> ClockCorrection {
    let source = Instant(nanoseconds: reading.utcNanoseconds)
    guard Self.plausibleNanoseconds.contains(reading.utcNanoseconds) else {
      if quality != .unset { quality = .unsynchronised }
      return .refused(
        byNanoseconds: quality == .unset ? 0 : source.nanoseconds &- instant(at: tick).nanoseconds)
    }
    if quality == .unset {
      anchorTick = tick
      anchorInstant = source
      quality = reading.isSynchronised ? .synchronised : .unsynchronised
      return .set
    }
    let offset = source.nanoseconds - instant(at: tick).nanoseconds
    if !reading.isSynchronised {
      quality = .unsynchronised
      if offset < 0 && !isAuthorised {
        return offset < -1_000_000 ? .refused(byNanoseconds: offset) : .unchanged
      }
    }
    let isWithinLimit = offset.magnitude <= UInt64(rules.limitNanoseconds)
    let mustFollow = isAuthorised || (isProvisional && reading.isSynchronised)
    if !isWithinLimit && rules.beyondLimit == .refuse && !mustFollow {
      quality = .unsynchronised
      return .refused(byNanoseconds: offset)
    }
    if reading.isSynchronised { quality = .synchronised }
    if mustFollow { isProvisional = false }
    if offset == 0 { return .unchanged }
    anchorTick = tick
    anchorInstant = source
    return isWithinLimit ? .synchronised(byNanoseconds: offset) : .changed(byNanoseconds: offset)
  }
}
