/// A cut of the supply in a simulation.
public struct SupplyOutage: Equatable, Sendable {
  /// Start, seconds UTC since 1970, on a minute.
  public var startSeconds: Int64
  /// Length in minutes.
  public var minutes: Int64

  public init(startSeconds: Int64, minutes: Int64) {
    self.startSeconds = startSeconds
    self.minutes = minutes
  }
}
