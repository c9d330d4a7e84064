import HAL

/// A cover switch on a line: active while the cover is open.
public final class GPIOSeal: SealMonitor {
  private let input: GPIOPulseInput

  /// Requests the line.
  public init(_ line: GPIOLine, consumer: String) throws(GPIOLineError) {
    input = try GPIOPulseInput([line], consumer: consumer)
  }

  /// True while the line is active; nil where it cannot be read.
  public func isBroken() -> Bool? {
    do throws(PulseInputError) { return try input.isActive(channel: 0) } catch { return nil }
  }
}
