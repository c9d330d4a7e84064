/// A stretch of sample sets in a block that is taken in one go.
struct SampleRun {
  /// Most sample sets: plain sums fit Int32, 40 · 2^24 < 2^31, and so does the phasor's table.
  static let longest = 40

  /// Number of the first set's first sample in the block.
  var start: Int
  /// Sample sets, at most `longest`.
  var count: Int
  /// Samples from one set to the next.
  var stride: Int
  /// Place in the voltage histories, and their length.
  var position: Int
  var lag: Int
  /// Largest sample short of the end stop.
  var limit: Int32
}
