import HAL

/// Finds frames in a stream of bytes; what a reader of the sample stream runs. No heap; `capacity` bytes of
/// buffer, at least the longest frame expected (`SampleFrame.maximumBytes` holds any).
///
/// A frame is taken only when its CRC-32C is right. After damage the search goes on one byte behind the false
/// start, inside what was received, so a damaged frame never costs a good one behind it.
public struct SampleFrameDecoder<let capacity: Int>: ~Copyable {
  private var buffer = InlineArray<capacity, UInt8>(repeating: 0)
  private var start = 0
  private var end = 0
  /// The frame that stands at `start`.
  private var current: SampleFrame?

  /// Bytes passed over because no valid frame was there.
  public private(set) var skippedBytes: UInt64 = 0
  /// Frames whose start looked right and whose CRC was not, or that were longer than the buffer.
  public private(set) var rejectedFrames: UInt64 = 0

  /// A decoder that has received nothing.
  public init() {}

  /// Bytes that can be received now.
  public var room: Int { capacity - (end - start) }

  /// Takes bytes from the front of `bytes` and returns how many; fewer than all when the buffer is full.
  public mutating func receive(_ bytes: RawSpan) -> Int {
    if capacity - end < bytes.byteCount && start > 0 {
      for index in start..<end { buffer[index - start] = buffer[index] }
      end -= start
      start = 0
    }
    let count = min(bytes.byteCount, capacity - end)
    for index in 0..<count {
      buffer[end + index] = bytes.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
    }
    end += count
    return count
  }

  /// The next valid frame, nil until more is received. The frame before it is dropped.
  public mutating func nextFrame() -> SampleFrame? {
    if let current { start += current.byteCount }
    current = nil
    while end - start >= 2 {
      guard buffer[start] == SampleFrame.sync.0, buffer[start + 1] == SampleFrame.sync.1 else {
        skip()
        continue
      }
      guard end - start >= SampleFrame.headerBytes else { return nil }
      guard let frame = header() else {
        skip()
        continue
      }
      let count = frame.byteCount
      guard count <= capacity else {
        reject()
        continue
      }
      guard end - start >= count else { return nil }
      guard isIntact(count) else {
        reject()
        continue
      }
      current = frame
      return frame
    }
    return nil
  }

  /// Copies the sets from `first` on of the frame last returned into `samples` at set `place`, as many as fit,
  /// and returns how many.
  public func copySets(from first: Int, into samples: inout MutableSpan<Int32>, at place: Int) -> Int {
    guard let current else { return 0 }
    let channels = Int(current.format.channelCount)
    let count = min(Int(current.setCount) - first, samples.count / channels - place)
    guard count > 0 else { return 0 }
    let width = SampleFrame.sampleBytes(current.format)
    let (low, high) = (-current.format.fullScale - 1, current.format.fullScale)
    var offset = start + SampleFrame.headerBytes + first * channels * width
    for index in place * channels..<(place + count) * channels {
      var bits = UInt32(buffer[offset]) | UInt32(buffer[offset + 1]) << 8
      if width > 2 { bits |= UInt32(buffer[offset + 2]) << 16 }
      if width > 3 { bits |= UInt32(buffer[offset + 3]) << 24 }
      let shift = UInt32(32 - 8 * width)
      samples[index] = min(max(Int32(bitPattern: bits << shift) >> Int32(shift), low), high)
      offset += width
    }
    return count
  }

  private mutating func skip() {
    start += 1
    skippedBytes &+= 1
  }

  private mutating func reject() {
    rejectedFrames &+= 1
    skip()
  }

  private func header() -> SampleFrame? {
    guard buffer[start + 2] == SampleFrame.version, buffer[start + 6] == 0, buffer[start + 7] == 0 else {
      return nil
    }
    let fullScale = word(16)
    guard fullScale <= UInt32(Int32.max) else { return nil }
    let format = SampleFormat(
      channelCount: buffer[start + 3], setsPerSecondNumerator: word(8), setsPerSecondDenominator: word(12),
      significantBits: buffer[start + 4], fullScale: Int32(fullScale))
    let index = UInt64(word(20)) | UInt64(word(24)) << 32
    let frame = SampleFrame(format: format, firstIndex: index, setCount: buffer[start + 5])
    return frame.isValid ? frame : nil
  }

  private func word(_ offset: Int) -> UInt32 {
    let place = start + offset
    return UInt32(buffer[place]) | UInt32(buffer[place + 1]) << 8 | UInt32(buffer[place + 2]) << 16
      | UInt32(buffer[place + 3]) << 24
  }

  private func isIntact(_ count: Int) -> Bool {
    let bytes = buffer.span.extracting(start..<(start + count - SampleFrame.checkBytes)).bytes
    return CRC32C.checksum(bytes) == word(count - SampleFrame.checkBytes)
  }
}
