/// One OCPP-J message (OCPP-J 1.6, section 4.2; OCPP 2.0.1 part 4, section 4.2).
public enum OCPPFrame: Equatable, Sendable {
  /// `[2, id, action, payload]`
  case call(id: String, action: String, payload: JSONValue)
  /// `[3, id, payload]`
  case result(id: String, payload: JSONValue)
  /// `[4, id, code, description, details]`
  case error(id: String, CallError)

  /// The message id.
  public var id: String {
    switch self {
    case .call(let id, _, _), .result(let id, _), .error(let id, _): id
    }
  }

  /// The frame as JSON text.
  public var text: String {
    switch self {
    case .call(let id, let action, let payload):
      JSONValue.array([2, .string(id), .string(action), payload]).json
    case .result(let id, let payload): JSONValue.array([3, .string(id), payload]).json
    case .error(let id, let error):
      JSONValue.array([
        4, .string(id), .string(error.code.rawValue), .string(error.summary), error.details,
      ]).json
    }
  }
}
