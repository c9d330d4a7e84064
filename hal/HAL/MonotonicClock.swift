/// A clock that never steps: durations and edge stamps.
public protocol MonotonicClock: ~Copyable {
  /// Nanoseconds since an arbitrary start; the same time base as `LineEdge.tickNanoseconds`.
  mutating func nowNanoseconds() -> Int64
}
