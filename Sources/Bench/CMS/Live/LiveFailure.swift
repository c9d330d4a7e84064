/// A scenario that ended before its time: what was awaited and did not come.
public struct LiveFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What happened.
  public var description: String
  /// True where the tester ended it: nothing is said against the charge point.
  public var isStopped = false
}
