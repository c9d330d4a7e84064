/// What a frame is: the CRA flag of its transaction identifier.
public enum FrameDirection: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  case command = 1
  case response = 2
  case alert = 3

  public var description: String {
    switch self {
    case .command: "command"
    case .response: "response"
    case .alert: "alert"
    }
  }
}
