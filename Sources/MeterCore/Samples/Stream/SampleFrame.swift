import HAL

/// The header of a frame of the sample stream, version 1 (docs/sample-stream.md).
///
/// The stream lives in the core, not in the HAL: it needs the core's CRC, is built for bare metal with it, and
/// the source on top takes any `SerialPort`, so that firmware and Linux read the same frames with one code.
public struct SampleFrame: Equatable, Sendable, BitwiseCopyable {
  /// Bytes before the samples.
  public static let headerBytes = 28
  /// Bytes of the CRC-32C behind the samples.
  public static let checkBytes = 4
  /// Largest whole frame; a longer one is not valid.
  public static let maximumBytes = 4096
  /// Version of the frame.
  public static let version: UInt8 = 1
  /// The two bytes a frame starts with.
  public static let sync: (UInt8, UInt8) = (0xA5, 0x5A)

  /// Channels, rate and range of the samples.
  public var format: SampleFormat
  /// The device's running index of the first set.
  public var firstIndex: UInt64
  /// Sets in the frame, 1 to 255.
  public var setCount: UInt8

  /// Creates a header.
  public init(format: SampleFormat, firstIndex: UInt64, setCount: UInt8) {
    self.format = format
    self.firstIndex = firstIndex
    self.setCount = setCount
  }

  /// Bytes of one sample: the least of 2, 3 and 4 that hold the full scale.
  public static func sampleBytes(_ format: SampleFormat) -> Int {
    format.fullScale <= 0x7FFF ? 2 : format.fullScale <= 0x7F_FFFF ? 3 : 4
  }

  /// Most sets of `format` that one frame can carry.
  public static func maximumSets(_ format: SampleFormat) -> Int {
    min(255, (maximumBytes - headerBytes - checkBytes) / (Int(format.channelCount) * sampleBytes(format)))
  }

  /// Bytes of the whole frame.
  public var byteCount: Int {
    Self.headerBytes + Int(setCount) * Int(format.channelCount) * Self.sampleBytes(format) + Self.checkBytes
  }

  /// True when the fields are in their ranges and the frame is not too long.
  var isValid: Bool { format.isValid && setCount > 0 && byteCount <= Self.maximumBytes }
}
