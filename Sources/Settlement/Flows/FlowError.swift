/// Why a settlement file is refused: where, and what to do.
public struct FlowError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Line of the file, from 1; 0 for the file as a whole.
  public var line: Int
  /// Group code of the record (`25B`, `ZHV`, `header`, `body` …).
  public var group: String
  /// Name of the field; empty for the record as a whole.
  public var field: String
  /// What is wrong, and what is expected.
  public var reason: String

  /// Creates an error.
  public init(line: Int, group: String, field: String = "", reason: String) {
    self.line = line
    self.group = group
    self.field = field
    self.reason = reason
  }

  public var description: String {
    let place = line > 0 ? "line \(line)" : "file"
    return "\(place), group \(group)\(field.isEmpty ? "" : ", field '\(field)'"): \(reason)"
  }
}
