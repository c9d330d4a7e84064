/// Up/down integrator over edge time stamps.
///
/// While the raw level is active the integrator rises with time, while it is idle it falls; it is clamped to
/// `0...thresholdNanoseconds` and the filtered level flips only at the ends. A run of either level shorter
/// than the threshold can therefore not flip it, whatever surrounds it, and a pulse broken by spikes keeps
/// its count. The flip is dated at the first edge of its run, so filtering adds no delay to the stamp.
/// The threshold must exceed bounce (IEC 62053-31: < 5 ms) and stay below the shortest pulse (30 ms).
public struct PulseFilter: Equatable, Sendable, BitwiseCopyable {
  /// Time the raw level must prevail for a flip, in nanoseconds; at least 1.
  public let thresholdNanoseconds: Int64
  /// The filtered level.
  public private(set) var isActive: Bool
  /// The unfiltered level after the last edge.
  public private(set) var isRawActive: Bool
  /// Integrator, `0...thresholdNanoseconds`.
  private(set) var integrator: Int64
  /// Time of the last edge or settlement.
  private(set) var lastTick: Tick
  /// First edge of the present run away from the end.
  private(set) var runStart: Tick

  /// Starts a filter on a line whose level is known.
  ///
  /// Start-up rule: a line that is active at the start is latched as active, so the pulse in progress is
  /// not counted and its falling edge is no pulse.
  public init(thresholdNanoseconds: Int64, startsActive: Bool, at tick: Tick) {
    self.thresholdNanoseconds = max(thresholdNanoseconds, 1)
    isActive = startsActive
    isRawActive = startsActive
    integrator = startsActive ? self.thresholdNanoseconds : 0
    lastTick = tick
    runStart = tick
  }

  /// Restores a filter whose state was stored with the registers.
  init(
    thresholdNanoseconds: Int64, isActive: Bool, isRawActive: Bool, integrator: Int64, lastTick: Tick,
    runStart: Tick
  ) {
    self.thresholdNanoseconds = max(thresholdNanoseconds, 1)
    self.isActive = isActive
    self.isRawActive = isRawActive
    self.integrator = min(max(integrator, 0), self.thresholdNanoseconds)
    self.lastTick = lastTick
    self.runStart = runStart
  }

  /// True when no run that began before `tick` is still undecided.
  func isDecided(before tick: Tick) -> Bool {
    integrator == (isActive ? thresholdNanoseconds : 0) || !(runStart < tick)
  }

  /// Takes the next edge: integrates the stretch that it ends, then changes the raw level.
  ///
  /// An edge to the level the line already has (merged interrupts) only integrates.
  public mutating func edge(isActive raw: Bool, at tick: Tick) -> FilterOutcome {
    let outcome = settle(to: tick)
    if raw != isRawActive {
      isRawActive = raw
      let atRest = integrator == (isActive ? thresholdNanoseconds : 0)
      if atRest && raw != isActive { runStart = tick }
    }
    return outcome
  }

  /// Integrates the present level up to `tick`; call it when time passes without edges.
  public mutating func settle(to tick: Tick) -> FilterOutcome {
    let elapsed = tick.nanoseconds &- lastTick.nanoseconds
    if elapsed <= 0 { return .none }
    lastTick = tick
    if isRawActive {
      if integrator == thresholdNanoseconds { return .none }
      let room = thresholdNanoseconds &- integrator
      if elapsed < room {
        integrator &+= elapsed
        return .none
      }
      integrator = thresholdNanoseconds
      if isActive { return .rejected }
      isActive = true
      return .activated(at: runStart)
    }
    if integrator == 0 { return .none }
    if elapsed < integrator {
      integrator &-= elapsed
      return .none
    }
    integrator = 0
    if !isActive { return .rejected }
    isActive = false
    return .deactivated(at: runStart)
  }
}
