/// A schedule's folder that cannot be read or written.
public struct ScheduleError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var reason: String
  public var description: String { reason }
}
