/// Wiring and calibration of one element.
public struct ElementCalibration: Equatable, Sendable, BitwiseCopyable {
  /// Most correction points.
  public static let maximumRegions = 5

  // In an order that leaves no holes: the kernel keeps one for each element in RAM.

  /// µV of one LSB of the voltage channel.
  public var voltageGain: ScaleFactor
  /// Channel of the voltage in a sample set, from 0.
  public var voltageChannel: UInt8
  /// Channel of the current in a sample set, from 0.
  public var currentChannel: UInt8
  /// True when the current sensor is mounted the other way round.
  public var isCurrentReversed = false
  /// nA of one LSB of the current channel.
  public var currentGain: ScaleFactor
  /// Correction points in use.
  public private(set) var regionCount: UInt8 = 0
  /// Channel of a second voltage that is subtracted (line to line); nil for none.
  public var subtractedVoltageChannel: UInt8?
  /// Mean of the voltage and the current channel in LSB, until a window has shown it: the converter's middle.
  public var voltageOffset: Int32 = 0
  public var currentOffset: Int32 = 0
  /// Phase error θ0 of the current transformer at nominal frequency; + when the measured current leads. It falls
  /// with frequency: d(f) = θ0·f0/f + 2π·f·τ.
  public var phaseMicroradians: Int32 = 0
  /// Time τ by which the current channel is sampled or delayed ahead, in 2^-8 ns; + when the current leads.
  public var leadTime: Int32 = 0
  /// Squared noise of the voltage channel, in 2^-8 LSB²; subtracted from Vrms².
  public var voltageNoiseSquared: UInt32 = 0
  /// Squared noise of the current channel, in 2^-8 LSB²; subtracted from Irms².
  public var currentNoiseSquared: UInt32 = 0
  /// Correction points; the first `regionCount` count.
  public private(set) var regions = InlineArray<5, CalibrationRegion>(
    repeating: CalibrationRegion(currentMilliamperes: 0, gainPPM: 0, phaseMicroradians: 0))

  /// Creates an element without corrections.
  public init(
    voltageGain: ScaleFactor, currentGain: ScaleFactor, voltageChannel: UInt8, currentChannel: UInt8,
    subtractedVoltageChannel: UInt8? = nil
  ) {
    self.voltageGain = voltageGain
    self.currentGain = currentGain
    self.voltageChannel = voltageChannel
    self.currentChannel = currentChannel
    self.subtractedVoltageChannel = subtractedVoltageChannel
  }

  /// Adds a correction point; false when there are five already or its current is not above the last one's.
  public mutating func append(_ region: CalibrationRegion) -> Bool {
    let count = Int(regionCount)
    guard count < Self.maximumRegions else { return false }
    if count > 0, region.currentMilliamperes <= regions[count - 1].currentMilliamperes { return false }
    regions[count] = region
    regionCount += 1
    return true
  }

  public static func == (a: ElementCalibration, b: ElementCalibration) -> Bool {
    guard
      a.voltageGain == b.voltageGain, a.currentGain == b.currentGain, a.voltageChannel == b.voltageChannel,
      a.currentChannel == b.currentChannel, a.subtractedVoltageChannel == b.subtractedVoltageChannel,
      a.isCurrentReversed == b.isCurrentReversed, a.voltageOffset == b.voltageOffset,
      a.currentOffset == b.currentOffset, a.phaseMicroradians == b.phaseMicroradians,
      a.leadTime == b.leadTime, a.voltageNoiseSquared == b.voltageNoiseSquared,
      a.currentNoiseSquared == b.currentNoiseSquared, a.regionCount == b.regionCount
    else { return false }
    for index in 0..<Int(a.regionCount) where a.regions[index] != b.regions[index] { return false }
    return true
  }
}
