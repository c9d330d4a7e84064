import HAL

/// Monotonic and wall clock of a simulated board; always synchronised.
public struct SimulatedClock: MonotonicClock, WallClock, Sendable {
  private let time: SimulatedTime

  /// The clocks of `time`.
  public init(_ time: SimulatedTime) { self.time = time }

  public func nowNanoseconds() -> Int64 { time.nowNanoseconds }

  public func read() -> WallClockReading? {
    WallClockReading(utcNanoseconds: time.utcNanoseconds, isSynchronised: true, maximumErrorNanoseconds: 0)
  }
}
