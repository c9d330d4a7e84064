/// A line's new level and when it is due.
struct LevelChange: Equatable, Sendable {
  /// Monotonic time in nanoseconds.
  var tick: Int64
  /// True for the active level.
  var isActive: Bool
}
