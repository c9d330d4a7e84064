/// Sets that a simulated front end loses.
public struct SampleLoss: Equatable, Sendable {
  /// Index of the first lost set.
  public var index: UInt64
  /// Sets lost.
  public var count: UInt64

  /// Creates a loss.
  public init(index: UInt64, count: UInt64) {
    self.index = index
    self.count = count
  }
}
