import HAL

/// A serial or optical port of a board.
public struct BoardSerialPort: Equatable, Sendable {
  /// Name, unique on the board.
  public var name: String
  /// Device path; by-id links survive renumbering.
  public var device: String
  /// Settings it is opened with.
  public var settings: SerialSettings
}
