/// What is captured from a device of the kernel's industrial I/O, and how.
public struct IIOCapture: Equatable, Sendable {
  /// Device by its `name` in sysfs, or as `iio:device0`.
  public var device: String
  /// Scan elements without `in_` and `_en` (`voltage0`), in the order the samples are wanted.
  public var channels: [String]
  /// Trigger to attach, nil to leave the device's own.
  public var trigger: String?
  /// Sets the kernel's buffer holds.
  public var bufferSets: Int
  /// Sets after which a reader is woken.
  public var watermarkSets: Int
  /// Scan element that counts sets, where the device has one: loss is then known exactly.
  public var counter: String?

  /// Creates a capture; the defaults hold a second at 4 kS/s and wake 50 times a second.
  public init(
    device: String, channels: [String], trigger: String? = nil, bufferSets: Int = 4096,
    watermarkSets: Int = 80, counter: String? = nil
  ) {
    self.device = device
    self.channels = channels
    self.trigger = trigger
    self.bufferSets = bufferSets
    self.watermarkSets = watermarkSets
    self.counter = counter
  }
}
