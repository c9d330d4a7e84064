/// A point on the monotonic clock, in nanoseconds since an arbitrary start (boot, reset).
public struct Tick: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// Nanoseconds since the clock's start.
  public var nanoseconds: Int64

  /// Creates a tick from nanoseconds.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static func < (a: Tick, b: Tick) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The tick `nanoseconds` later (earlier when negative).
  public func advanced(byNanoseconds nanoseconds: Int64) -> Tick {
    Tick(nanoseconds: self.nanoseconds + nanoseconds)
  }

  /// Nanoseconds from `earlier` to this tick.
  public func nanoseconds(since earlier: Tick) -> Int64 { nanoseconds - earlier.nanoseconds }
}
