import HAL

/// Interleaved little-endian integers: the content of raw captures and of WAV files.
struct LittleEndianSets: CaptureReader {
  let format: SampleFormat
  private let bytes: CaptureBytes
  private let sampleBytes: Int
  /// Bits dropped from below, for files that align samples to the top of their container.
  private let shift: Int32
  private let first: Int64
  /// Offset behind the last sample, nil for the end of the file.
  private let end: Int64?

  init(
    _ bytes: CaptureBytes, format: SampleFormat, sampleBytes: Int, shift: Int32 = 0, first: Int64 = 0,
    end: Int64? = nil
  ) {
    self.bytes = bytes
    self.format = format
    self.sampleBytes = sampleBytes
    self.shift = shift
    self.first = first
    self.end = end
  }

  mutating func rewind() throws(SampleFileError) { try bytes.seek(to: first) }

  mutating func next(_ set: inout [Int32], index: inout UInt64?) throws(SampleFileError) -> Bool {
    let start = bytes.offset
    if let end, start >= end { return false }
    let lost = 32 - Int32(8 * sampleBytes)
    for channel in set.indices {
      let (value, count) = try bytes.littleEndian(sampleBytes)
      if count < sampleBytes {
        let isEnd = channel == 0 && count == 0
        if isEnd && end == nil { return false }
        let missing = end.map { " (its header promises data up to byte \($0))" } ?? ""
        throw SampleFileError(
          bytes.path, .truncated, at: bytes.offset,
          isEnd
            ? "the file ends before its data does\(missing)"
            : "the file ends inside the set that starts at byte \(start)\(missing)")
      }
      let sample = Int32(truncatingIfNeeded: value << UInt64(lost)) >> (lost + shift)
      set[channel] = min(max(sample, -format.fullScale - 1), format.fullScale)
    }
    return true
  }
}
