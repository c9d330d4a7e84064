/// What came of a command, with both frames as they were on the wire.
public struct CommandOutcome: Equatable, Sendable {
  /// How it ended.
  public enum Ending: String, Sendable {
    /// The charge point said yes.
    case confirmed
    /// It said no.
    case declined
    /// It answered with an error.
    case failed
    /// It did not answer in time.
    case timedOut = "timed_out"
    /// The connection ended first.
    case disconnected
    /// Nothing was sent.
    case notSent = "not_sent"
  }

  public var chargePoint: String
  public var command: String
  public var ending: Ending
  /// The CALL as sent.
  public var request: OCPPFrame?
  /// CALLRESULT or CALLERROR.
  public var response: OCPPFrame?
  /// Why nothing was sent, or what the charge point said.
  public var explanation: String

  /// Creates an outcome.
  public init(
    chargePoint: String, command: String, ending: Ending, request: OCPPFrame? = nil,
    response: OCPPFrame? = nil,
    explanation: String = ""
  ) {
    self.chargePoint = chargePoint
    self.command = command
    self.ending = ending
    self.request = request
    self.response = response
    self.explanation = explanation
  }

  /// The outcome as a JSON object, frames as text.
  public var json: JSONValue {
    .members(
      ("charge_point", .string(chargePoint)), ("command", .string(command)),
      ("ending", .string(ending.rawValue)), ("request", request.map { .string($0.text) }),
      ("response", response.map { .string($0.text) }),
      ("explanation", explanation.isEmpty ? nil : .string(explanation)))
  }
}
