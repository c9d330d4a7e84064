/// Why a text is no OCPP-J frame.
public enum FrameError: Error, Equatable, Sendable, CustomStringConvertible {
  case notJSON(JSONError)
  /// Not an array that begins with a number.
  case notAFrame
  /// No message id, or one of more than 36 characters.
  case badID
  /// The parts of a CALL (2), CALLRESULT (3) or CALLERROR (4) are not what they must be.
  case badParts(id: String, type: Int)
  /// A message type other than 2, 3, 4.
  case unknownType(id: String)

  /// The id to answer to; nil when an answer could not be matched to anything.
  public var id: String? {
    switch self {
    case .notJSON, .notAFrame, .badID: nil
    case .badParts(let id, let type): type == 2 ? id : nil
    case .unknownType(let id): id
    }
  }

  public var description: String {
    switch self {
    case .notJSON(let error): "not JSON: \(error)"
    case .notAFrame: "not an OCPP frame: an array beginning with a message type is expected"
    case .badID: "the message id is missing or longer than \(OCPPFrame.longestID) characters"
    case .badParts(_, let type): "the parts of a message of type \(type) are not as OCPP-J defines them"
    case .unknownType: "unknown message type; 2, 3 and 4 are defined"
    }
  }
}
