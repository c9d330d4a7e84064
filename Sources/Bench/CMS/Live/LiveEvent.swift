/// One event of a charge point's log.
public struct LiveEvent: Equatable, Sendable {
  /// Its name, e.g. `transaction_started`.
  public var kind: String
  /// The whole event as one line of JSON.
  public var line: String

  /// Creates an event.
  public init(kind: String, line: String) {
    self.kind = kind
    self.line = line
  }
}
