/// Maximum demand: exact energy of a period, divided by it.
public struct BoardDemand: Equatable, Sendable {
  /// Kinds of demand.
  public enum Method: String, Equatable, Sendable, CaseIterable {
    /// Periods follow one another on the UTC grid.
    case block
    /// A period that moves on by `stepMinutes`.
    case sliding
  }

  /// Kind of demand.
  public var method = Method.block
  /// Length of the period in minutes.
  public var periodMinutes = 30
  /// How far a sliding period moves on, in minutes; a block moves by its own length.
  public var stepMinutes = 30
}
