/// What `SampleKernel.take` did with a block.
public struct SampleProgress: Equatable, Sendable, BitwiseCopyable {
  /// Sample sets taken from the block; fewer than it has when a window ended. Call again with the rest.
  public var sets: Int
  /// True when a window ended and was measured.
  public var hasWindow: Bool

  /// Creates a progress.
  public init(sets: Int, hasWindow: Bool) {
    self.sets = sets
    self.hasWindow = hasWindow
  }
}
