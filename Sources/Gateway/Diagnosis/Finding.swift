/// One line of a check: what was looked at, how it is, what to do.
public struct Finding: Encodable, Equatable, Sendable {
  /// How it is.
  public enum Level: String, Encodable, Sendable { case ok, note, failure }

  /// What was looked at.
  public var subject: String
  /// How it is.
  public var level: Level
  /// What was found, and what to do.
  public var detail: String

  /// Creates a finding.
  public init(_ subject: String, _ level: Level, _ detail: String) {
    self.subject = subject
    self.level = level
    self.detail = detail
  }
}
