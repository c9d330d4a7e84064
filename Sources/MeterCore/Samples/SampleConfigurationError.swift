/// Why a sample set-up is refused.
public enum SampleConfigurationError: Error, Equatable, Sendable {
  /// The sample rate is outside 2000...8000 sets a second; decimate or choose another rate of the converter.
  case sampleRateOutOfRange
  /// Nominal frequency other than 50 or 60 Hz.
  case nominalFrequency(UInt8)
  /// Samples of fewer than 8 or more than 24 bits; shift them before the kernel.
  case sampleBits(UInt8)
  /// Fewer than 1 or more than 50 cycles in a window.
  case windowCycles(UInt8)
  /// The forced end must be 2 cycles of the nominal frequency behind the longest window and within the bound
  /// that keeps sums from overflowing.
  case forcedEnd(UInt32)
  /// A channel of element `element` (from 0) is not in the sample set.
  case channelOutOfRange(element: UInt8)
  /// A gain of element `element` (from 0) is 0.
  case gain(element: UInt8)
}
