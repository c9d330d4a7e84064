/// A plan, reading or file of the accuracy bench that cannot be used.
public struct AccuracyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var reason: String
  public var description: String { reason }

  /// Creates an error.
  public init(_ reason: String) { self.reason = reason }
}
