import CGPIOD
import Glibc
import HAL

/// A line that is driven, through the kernel's GPIO v2 interface (kernel 5.10 or newer).
public final class GPIOPulseOutput: PulseOutput, Sendable {
  private let descriptor: Int32

  /// Requests the line, idle.
  public init(_ line: GPIOLine, consumer: String) throws(GPIOLineError) {
    let (path, offset) = try GPIOPulseInput.resolve(line)
    let result = gl_output_open(path, offset, consumer, line.isActiveLow ? 1 : 0)
    guard result >= 0 else { throw GPIOLineError(line: line, errorNumber: -result, step: .request) }
    descriptor = result
  }

  deinit { close(descriptor) }

  public func set(active: Bool) throws(PulseOutputError) {
    let result = gl_output_set(descriptor, active ? 1 : 0)
    guard result >= 0 else { throw PulseOutputError(errorNumber: -result) }
  }
}
