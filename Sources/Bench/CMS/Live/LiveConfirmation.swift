/// What a charge point said to a command.
public struct LiveConfirmation: Equatable, Sendable {
  /// It said yes.
  public var isConfirmed: Bool
  /// What it said, in its words.
  public var words: String

  /// Creates a confirmation.
  public init(isConfirmed: Bool, words: String) {
    self.isConfirmed = isConfirmed
    self.words = words
  }
}
