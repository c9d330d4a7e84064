/// Why an archive cannot be used.
public struct ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String

  /// Creates an error.
  public init(_ description: String) { self.description = description }
}
