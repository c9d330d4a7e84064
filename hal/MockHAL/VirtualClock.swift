import HAL

/// Monotonic and wall clock whose time stands still until told; it starts at tick 0.
public final class VirtualClock: MonotonicClock, WallClock {
  /// Monotonic nanoseconds.
  public private(set) var tickNanoseconds: Int64 = 0
  /// Wall clock minus monotonic clock, in nanoseconds; stepping it is a step of the wall clock.
  public var wallOffsetNanoseconds: Int64
  /// Whether the wall clock says it is disciplined.
  public var isSynchronised = true
  /// Whether the wall clock has a time at all.
  public var hasTime = true

  /// A clock that reads `utcSeconds` at tick 0.
  public init(utcSeconds: Int64) { wallOffsetNanoseconds = utcSeconds * 1_000_000_000 }

  /// Lets time pass.
  public func advance(byNanoseconds nanoseconds: Int64) { tickNanoseconds += nanoseconds }

  /// Steps the wall clock.
  public func stepWall(byNanoseconds nanoseconds: Int64) { wallOffsetNanoseconds += nanoseconds }

  public func nowNanoseconds() -> Int64 { tickNanoseconds }

  public func read() -> WallClockReading? {
    guard hasTime else { return nil }
    return WallClockReading(
      utcNanoseconds: tickNanoseconds + wallOffsetNanoseconds, isSynchronised: isSynchronised)
  }
}
