/// What one call of `SampleSource.readSets` moved: contiguous sets, numbered.
public struct SampleBlock: Equatable, Sendable, BitwiseCopyable {
  /// Running index of the first set (of the next one to come when `setCount` is 0).
  /// Beyond the last block's `nextIndex` by n: n sets were lost in between.
  public var firstIndex: UInt64
  /// Sets moved.
  public var setCount: Int
  /// Monotonic time of the last set moved in nanoseconds, the source's best estimate; undefined without sets.
  public var lastSetTickNanoseconds: Int64
  /// True when the source has ended (a replay was played) and nothing more will come.
  public var isEnd: Bool
  /// True when `firstIndex` jumped by an estimate: the loss is certain, its exact length is not.
  public var isLossEstimated: Bool

  /// Creates a description.
  public init(
    firstIndex: UInt64, setCount: Int, lastSetTickNanoseconds: Int64, isEnd: Bool = false,
    isLossEstimated: Bool = false
  ) {
    self.firstIndex = firstIndex
    self.setCount = setCount
    self.lastSetTickNanoseconds = lastSetTickNanoseconds
    self.isEnd = isEnd
    self.isLossEstimated = isLossEstimated
  }

  /// The index that the next set has when none is lost.
  public var nextIndex: UInt64 { firstIndex &+ UInt64(setCount) }
}
