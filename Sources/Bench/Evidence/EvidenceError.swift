/// An evidence folder that cannot be written, signed or trusted.
public struct EvidenceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var reason: String
  public var description: String { reason }
}
