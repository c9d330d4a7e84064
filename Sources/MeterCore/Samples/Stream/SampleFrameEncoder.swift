import HAL

/// Writes frames of the sample stream; what a front end runs.
public enum SampleFrameEncoder {
  /// Writes one frame of the `setCount` sets at the front of `samples` into the front of `bytes`.
  ///
  /// A sample beyond the format's range is written as the end stop.
  /// - Returns: the frame's bytes; 0 when header, samples or room do not fit one another.
  public static func encode(
    _ frame: SampleFrame, samples: Span<Int32>, into bytes: inout MutableRawSpan
  ) -> Int {
    let count = Int(frame.setCount) * Int(frame.format.channelCount)
    guard frame.isValid, samples.count >= count, bytes.byteCount >= frame.byteCount else { return 0 }
    bytes.write(SampleFrame.sync.0, at: 0)
    bytes.write(SampleFrame.sync.1, at: 1)
    bytes.write(SampleFrame.version, at: 2)
    bytes.write(frame.format.channelCount, at: 3)
    bytes.write(frame.format.significantBits, at: 4)
    bytes.write(frame.setCount, at: 5)
    bytes.write(UInt16(0), at: 6)
    bytes.write(frame.format.setsPerSecondNumerator, at: 8)
    bytes.write(frame.format.setsPerSecondDenominator, at: 12)
    bytes.write(UInt32(bitPattern: frame.format.fullScale), at: 16)
    bytes.write(frame.firstIndex, at: 20)
    let width = SampleFrame.sampleBytes(frame.format)
    let (low, high) = (-frame.format.fullScale - 1, frame.format.fullScale)
    var offset = SampleFrame.headerBytes
    for index in 0..<count {
      let bits = UInt32(bitPattern: min(max(samples[index], low), high))
      bytes.write(UInt16(truncatingIfNeeded: bits), at: offset)
      if width > 2 { bytes.write(UInt8(truncatingIfNeeded: bits >> 16), at: offset + 2) }
      if width > 3 { bytes.write(UInt8(truncatingIfNeeded: bits >> 24), at: offset + 3) }
      offset += width
    }
    bytes.write(CRC32C.checksum(bytes.bytes.extracting(first: offset)), at: offset)
    return offset + SampleFrame.checkBytes
  }
}
