/// An option that cannot be used.
public struct CoPOptionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var reason: String
  /// The same, for messages.
  public var description: String { reason }
  /// Says what is wrong.
  public init(reason: String) { self.reason = reason }
}
