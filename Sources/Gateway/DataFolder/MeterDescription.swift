/// Names of a meter's board and channels, kept beside the store.
public struct MeterDescription: Codable, Equatable, Sendable {
  /// One channel.
  public struct Channel: Codable, Equatable, Sendable {
    /// Name on the board.
    public var name: String
    /// MPAN core, nil when none was given.
    public var mpan: String?
  }

  /// Name of the board.
  public var board: String
  /// The channels in order.
  public var channels: [Channel]

  /// Creates a description.
  public init(board: String, channels: [Channel]) {
    self.board = board
    self.channels = channels
  }
}
