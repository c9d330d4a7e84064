/// Turns interleaved V/I sample sets into measured windows.
///
///     var window = WindowMeasurement<3>()
///     var start = 0
///     while start < sets {
///       let done = kernel.take(block, startingAt: start, firstIndex: index, into: &window)
///       start += done.sets
///       if done.hasWindow { book(window) }
///     }
public struct SampleKernel<let Elements: Int>: ~Copyable {
  /// Creates a kernel that waits for its first sample set.
  public init(
    _ configuration: SampleConfiguration, elements: InlineArray<Elements, ElementCalibration>
  ) throws(SampleConfigurationError) {
  }

  /// Takes the sample sets of `block` from set number `startingAt` until the block or a window ends.
  ///
  /// - Parameters:
  ///   - block: whole interleaved sets, `channelCount` samples each.
  ///   - startingAt: number of the first set to take, from 0.
  ///   - firstIndex: running index of the block's first set (of set 0, whatever `startingAt` is).
  ///   - window: written when a window ends.
  public mutating func take(
    _ block: Span<Int32>, startingAt: Int = 0, firstIndex: UInt64, into window: inout WindowMeasurement<Elements>
  ) -> SampleProgress {
    SampleProgress(sets: 0, hasWindow: false)
  }

  /// The same for 16-bit samples.
  public mutating func take(
    _ block: Span<Int16>, startingAt: Int = 0, firstIndex: UInt64, into window: inout WindowMeasurement<Elements>
  ) -> SampleProgress {
    SampleProgress(sets: 0, hasWindow: false)
  }
}
