/// A stretch of sample sets in a block that is taken in one go.
struct SampleRun {
  /// Number of the first set's first sample in the block.
  var start: Int
  /// Sample sets; at most `ElementSums.historyCapacity`.
  var count: Int
  /// Samples from one set to the next.
  var stride: Int
  /// Place in the voltage histories.
  var position: Int
  /// Largest sample short of the end stop.
  var limit: Int32
}
