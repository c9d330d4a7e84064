import HAL

/// Reads sets out of one kind of capture.
protocol CaptureReader {
  /// What the capture holds.
  var format: SampleFormat { get }

  /// The next set: its index when the capture numbers its sets, and its samples in `set`.
  /// False at a proper end; a capture that ends inside a set is an error.
  mutating func next(_ set: inout [Int32], index: inout UInt64?) throws(SampleFileError) -> Bool

  /// Goes back to the first set.
  mutating func rewind() throws(SampleFileError)
}
