/// Power from the interval between pulses, for display; energy never comes from it.
///
/// After the last pulse the value is bounded by what one pulse in the time since would mean, so it decays,
/// and it is zero after the time-out. The first pulse gives no power.
public struct PulsePower: Equatable, Sendable, BitwiseCopyable {
  /// Time of the last pulse, nil before the first.
  public private(set) var lastPulse: Tick?
  /// Time between the last two pulses in nanoseconds, 0 before the second.
  public private(set) var intervalNanoseconds: Int64

  /// No pulse seen yet.
  public init() {
    lastPulse = nil
    intervalNanoseconds = 0
  }

  /// Restores what was stored with the registers.
  init(lastPulse: Tick?, intervalNanoseconds: Int64) {
    self.lastPulse = lastPulse
    self.intervalNanoseconds = intervalNanoseconds
  }

  /// Takes a counted pulse.
  public mutating func pulse(at tick: Tick) {
    if let last = lastPulse { intervalNanoseconds = max(tick.nanoseconds(since: last), 0) }
    lastPulse = tick
  }

  /// Power now; nil while unknown (fewer than two pulses), zero after `timeoutNanoseconds` without a pulse.
  public func power(_ ratio: EnergyRatio, at tick: Tick, timeoutNanoseconds: Int64) -> Power? {
    guard let last = lastPulse else { return nil }
    let silence = tick.nanoseconds(since: last)
    if silence >= timeoutNanoseconds { return .zero }
    guard intervalNanoseconds > 0 else { return nil }
    let interval = max(intervalNanoseconds, silence)
    // 1 µWh = 3.6 mJ, so mW = µWh * 3.6e9 / ns; in steps that stay within Int64.
    let (product, overflow) = ratio.numerator.multipliedReportingOverflow(by: 3_600_000)
    if overflow { return Power(milliwatts: Int64.max) }
    return Power(milliwatts: product / Int64(ratio.denominator) / max(interval / 1_000, 1))
  }
}
