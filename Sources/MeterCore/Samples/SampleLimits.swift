/// What follows from a set-up, checked.
struct SampleLimits {
  let forcedEnd: UInt32
  let longestPeriod: UInt32
  let shortestPeriod: UInt32
  let largestSample: Int32
  let lag: UInt8
  let nominalStep: ScaledInteger

  /// Longest windows whose sums cannot overflow: |v| < 2^23, and |v| < 2^24 with a subtracted voltage.
  static let longestWindow: UInt32 = 131_071
  static let longestSubtractedWindow: UInt32 = 32_767

  init<let Elements: Int>(
    _ configuration: SampleConfiguration, _ elements: borrowing InlineArray<Elements, ElementCalibration>
  ) throws(SampleConfigurationError) {
    guard configuration.nominalHertz == 50 || configuration.nominalHertz == 60 else {
      throw .nominalFrequency(configuration.nominalHertz)
    }
    let (sets, seconds) = (UInt64(configuration.sampleRateSets), UInt64(configuration.sampleRateSeconds))
    guard seconds > 0, sets >= 2000 * seconds, sets <= 8000 * seconds else { throw .sampleRateOutOfRange }
    guard (8...24).contains(configuration.bits) else { throw .sampleBits(configuration.bits) }
    guard (1...50).contains(configuration.windowCycles) else {
      throw .windowCycles(configuration.windowCycles)
    }
    var bound = Self.longestWindow
    for index in 0..<Elements {
      let name = UInt8(truncatingIfNeeded: index)
      let element = elements[index]
      guard element.voltageGain.mantissa > 0, element.currentGain.mantissa > 0 else {
        throw .gain(element: name)
      }
      let highest = max(element.voltageChannel, element.currentChannel, element.subtractedVoltageChannel ?? 0)
      guard highest < configuration.channelCount else { throw .channelOutOfRange(element: name) }
      if element.subtractedVoltageChannel != nil { bound = Self.longestSubtractedWindow }
    }
    // From 0.7 to 1.45 of the nominal frequency.
    let nominal = seconds * UInt64(configuration.nominalHertz)
    longestPeriod = UInt32(sets * 10 / (nominal * 7)) + 1
    shortestPeriod = UInt32(sets * 20 / (nominal * 29))
    let window = UInt32(sets * UInt64(configuration.windowCycles) / nominal)
    let chosen =
      configuration.forcedEndSamples == 0
      ? window + window / 2 + longestPeriod : configuration.forcedEndSamples
    guard chosen >= window + 2 * UInt32(sets / nominal), chosen <= bound else { throw .forcedEnd(chosen) }
    forcedEnd = chosen
    lag = UInt8((sets + 2 * nominal) / (4 * nominal))
    largestSample = (1 << (Int32(configuration.bits) - 1)) - 2 - Int32(configuration.overRangeMargin)
    nominalStep = ScaledInteger.fullTurn * ScaledInteger(nominal) * ScaledInteger(sets).reciprocal
  }
}
