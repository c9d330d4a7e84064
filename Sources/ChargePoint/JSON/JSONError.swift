/// Why a text is not acceptable JSON; offsets are in bytes.
public enum JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  case notUTF8
  case unexpected(offset: Int)
  case endsEarly
  case tooDeep(limit: Int)
  case duplicateKey(String)
  case trailingText(offset: Int)

  public var description: String {
    switch self {
    case .notUTF8: "the text is not UTF-8"
    case .unexpected(let offset): "unexpected character at byte \(offset)"
    case .endsEarly: "the text ends in the middle of a value"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .duplicateKey(let key): "the key '\(key)' occurs twice in one object"
    case .trailingText(let offset): "text after the value, at byte \(offset)"
    }
  }
}
