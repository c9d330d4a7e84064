/// A point in UTC, in nanoseconds since 1970-01-01T00:00:00Z without leap seconds (valid to 2262).
public struct Instant: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  public var nanoseconds: Int64

  /// Creates an instant from nanoseconds since 1970-01-01T00:00:00Z.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Creates an instant from whole seconds since 1970-01-01T00:00:00Z.
  public init(seconds: Int64) { self.nanoseconds = seconds * 1_000_000_000 }

  /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
  public var seconds: Int64 {
    let quotient = nanoseconds / 1_000_000_000
    return nanoseconds % 1_000_000_000 < 0 ? quotient - 1 : quotient
  }

  public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The instant `nanoseconds` later (earlier when negative).
  public func advanced(byNanoseconds nanoseconds: Int64) -> Instant {
    Instant(nanoseconds: self.nanoseconds + nanoseconds)
  }
}
