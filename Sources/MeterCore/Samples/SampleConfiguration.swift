/// Set-up of a `SampleKernel`.
public struct SampleConfiguration: Equatable, Sendable, BitwiseCopyable {
  /// Sample sets in `sampleRateSeconds` seconds: the exact rate as a ratio.
  public var sampleRateSets: UInt32
  /// Seconds that `sampleRateSets` take.
  public var sampleRateSeconds: UInt32
  /// Channels in a sample set.
  public var channelCount: UInt8
  /// Bits of a sample, with its sign: 8...24.
  public var bits: UInt8
  /// Nominal frequency in Hz, 50 or 60.
  public var nominalHertz: UInt8
  /// Whole cycles in a window.
  public var windowCycles: UInt8
  /// Sample sets after which a window ends without crossings; 0 for half as long again as a nominal window.
  public var forcedEndSamples: UInt32
  /// Vrms from which a voltage counts as healthy and can anchor the windows, in mV.
  public var healthyVoltageMillivolts: UInt32
  /// Whether the fundamental is measured as well.
  public var measuresFundamental: Bool
  /// Distance from the converter's end stops, in LSB, from which a sample counts as over range.
  public var overRangeMargin: UInt16

  /// Creates a set-up: windows of 10 cycles, healthy from 115 V.
  public init(
    sampleRate: UInt32, per seconds: UInt32 = 1, channelCount: UInt8, bits: UInt8, nominalHertz: UInt8 = 50,
    windowCycles: UInt8 = 10, forcedEndSamples: UInt32 = 0, healthyVoltageMillivolts: UInt32 = 115_000,
    measuresFundamental: Bool = false, overRangeMargin: UInt16 = 0
  ) {
    sampleRateSets = sampleRate
    sampleRateSeconds = seconds
    self.channelCount = channelCount
    self.bits = bits
    self.nominalHertz = nominalHertz
    self.windowCycles = windowCycles
    self.forcedEndSamples = forcedEndSamples
    self.healthyVoltageMillivolts = healthyVoltageMillivolts
    self.measuresFundamental = measuresFundamental
    self.overRangeMargin = overRangeMargin
  }
}
