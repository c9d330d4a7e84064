/// The answer to a CALL that could not be handled.
public struct CallError: Error, Equatable, Sendable {
  /// Error codes of OCPP-J 1.6 and 2.0.1; the two versions spell two of them differently.
  public enum Code: String, Sendable, CaseIterable {
    case notImplemented = "NotImplemented"
    case notSupported = "NotSupported"
    case internalError = "InternalError"
    case protocolError = "ProtocolError"
    case securityError = "SecurityError"
    /// 1.6.
    case formationViolation = "FormationViolation"
    /// 2.0.1.
    case formatViolation = "FormatViolation"
    case propertyConstraintViolation = "PropertyConstraintViolation"
    /// 1.6, spelled so.
    case occurenceConstraintViolation = "OccurenceConstraintViolation"
    /// 2.0.1.
    case occurrenceConstraintViolation = "OccurrenceConstraintViolation"
    case typeConstraintViolation = "TypeConstraintViolation"
    case genericError = "GenericError"
    /// 2.0.1.
    case messageTypeNotSupported = "MessageTypeNotSupported"
    /// 2.0.1: the text was no valid frame.
    case rpcFrameworkError = "RpcFrameworkError"
  }

  public var code: Code
  /// At most 255 characters.
  public var summary: String
  public var details: JSONValue

  /// Creates an error; the summary is cut to the 255 characters that OCPP-J allows.
  public init(_ code: Code, _ summary: String, details: JSONValue = .object([])) {
    self.code = code
    self.summary = String(summary.prefix(255))
    self.details = details
  }

  /// The code for a required field that is missing.
  static func missing(_ field: String, _ version: OCPPVersion) -> CallError {
    CallError(
      version == .v16 ? .occurenceConstraintViolation : .occurrenceConstraintViolation,
      "'\(field)' is missing or of the wrong type")
  }

  /// The code for a field whose value is not acceptable.
  static func unacceptable(_ field: String, _ reason: String) -> CallError {
    CallError(.propertyConstraintViolation, "'\(field)': \(reason)")
  }
}
