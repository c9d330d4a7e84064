/// A board file that cannot be used: where, and what to do.
public struct BoardFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file as the user named it.
  public var file: String
  /// Line from 1; 0 when the whole file is meant.
  public var line: Int
  /// Column from 1; 0 when the whole file is meant.
  public var column: Int
  /// What is wrong and what would be right.
  public var reason: String

  /// Creates an error.
  public init(file: String, line: Int, column: Int, reason: String) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
  }

  public var description: String {
    line > 0 ? "\(file):\(line):\(column): \(reason)" : "\(file): \(reason)"
  }
}
