/// A policy file that cannot be used.
public struct PolicyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public var reason: String
  public var description: String { "policy file: \(reason)" }
}
