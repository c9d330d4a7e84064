/// A source of UTC: an operating system, an RTC, a head-end's time signal.
public protocol WallClock: ~Copyable {
  /// The present UTC time and how far it can be trusted, or nil when there is none.
  mutating func read() -> WallClockReading?
}
