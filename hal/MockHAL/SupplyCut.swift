/// A planned cut of a medium's supply.
public struct SupplyCut: Equatable, Sendable {
  /// What the cut does to writes that were not synced.
  public enum Mode: String, Equatable, Sendable, CaseIterable {
    /// All earlier writes are on the medium, the one that was cut is not.
    case plain
    /// All earlier writes are on the medium, the one that was cut in part.
    case torn
    /// Unsynced writes are on the medium in any order, whole, in part or not at all.
    case reordered
  }

  /// Number of the operation (program, erase or sync, from 0) that is cut.
  public var operation: Int
  /// What happens to unsynced writes.
  public var mode: Mode
  /// Chooses among the ways a write can tear.
  public var seed: UInt64

  /// Creates a cut.
  public init(operation: Int, mode: Mode, seed: UInt64) {
    self.operation = operation
    self.mode = mode
    self.seed = seed
  }
}
