import HAL

/// A capture that cannot be opened or that is not what it should be: where and why.
public struct SampleFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What generic code may react to.
  public var kind: SampleSourceError.Kind
  /// Byte offset of what is wrong, nil where a line is given or the whole file is meant.
  public var byteOffset: Int64?
  /// Line and column from 1, nil for binary files.
  public var line: UInt32?
  /// Column (in bytes) from 1, nil for binary files.
  public var column: UInt32?
  /// What is wrong and what would be right.
  public var reason: String

  init(
    _ path: String, _ kind: SampleSourceError.Kind, at byteOffset: Int64? = nil, line: UInt32? = nil,
    column: UInt32? = nil, _ reason: String
  ) {
    self.path = path
    self.kind = kind
    self.byteOffset = byteOffset
    self.line = line
    self.column = column
    self.reason = reason
  }

  public var description: String {
    if let line { return "\(path):\(line):\(column ?? 1): \(reason)" }
    if let byteOffset { return "\(path): byte \(byteOffset): \(reason)" }
    return "\(path): \(reason)"
  }

  /// The same failure without words, as a running source reports it.
  func sourceError(setsDelivered: UInt64) -> SampleSourceError {
    SampleSourceError(
      kind, setsDelivered: setsDelivered, byteOffset: byteOffset ?? -1, line: line ?? 0, column: column ?? 0)
  }
}
