/// Power from the last energy and the time it took.
struct IntervalPower: Sendable, BitwiseCopyable {
  private var last = Int64.min
  private var interval: Int64 = 0
  private var energy: Int64 = 0

  /// No energy yet.
  init() {}

  /// The power a meter had when it was suspended at `tick`: it holds as after a booking then.
  init(milliwatts: UInt32, at tick: Tick) {
    guard milliwatts > 0 else { return }
    last = tick.nanoseconds
    // The energy of a minute, rounded up: the power that comes of it is not below by a rounding.
    interval = 60_000_000_000
    energy = (Int64(milliwatts) * 1000 + 59) / 60
  }

  /// Takes energy that became known at `tick`; several at one tick are one.
  mutating func note(_ more: Energy, at tick: Tick) {
    if tick.nanoseconds == last {
      energy += more.microwattHours
      return
    }
    interval = last == Int64.min ? 0 : tick.nanoseconds - last
    last = tick.nanoseconds
    energy = more.microwattHours
  }

  /// The power now: it falls while the next energy is overdue, and is zero after `timeoutNanoseconds`.
  func power(at tick: Tick, timeoutNanoseconds: Int64) -> Power {
    guard last != Int64.min, interval > 0 else { return .zero }
    let waiting = tick.nanoseconds - last
    if waiting > timeoutNanoseconds { return .zero }
    let microseconds = max(interval, waiting) / 1000
    if microseconds == 0 { return .zero }
    // µWh over µs: times 3.6 × 10^9 is W, times 1000 is mW; above 2 kWh in one booking the coarser way fits.
    if energy > 2_000_000_000 {
      return Power(milliwatts: energy / microseconds * 3_600_000)
    }
    return Power(milliwatts: energy * 3_600_000 / microseconds)
  }
}
