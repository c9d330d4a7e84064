import HAL

/// A documented waveform: what a simulated front end measures.
///
/// Channels are element by element, voltage then current: V1 I1 V2 I2 …. Only steady sines and slow changes
/// of their size are generated, none at or above 0.45 of the rate, so the signal is band-limited by
/// construction: what an anti-alias filter would remove is never there.
public struct SampleScenario: Equatable, Sendable {
  /// Frequency of the fundamental in hertz.
  public var frequencyHertz = 50.0
  /// Elements, each one voltage and one current.
  public var elements: [SampleElement]
  /// Harmonics of every voltage.
  public var voltageHarmonics: [SampleHarmonic] = []
  /// Harmonics of every current.
  public var currentHarmonics: [SampleHarmonic] = []
  /// Sags, interruptions and current steps.
  public var changes: [SampleChange] = []
  /// Volts of one count of a voltage channel.
  public var voltsPerCount = 0.0001
  /// Amperes of one count of a current channel.
  public var amperesPerCount = 0.00002
  /// Offset of every channel in counts.
  public var offsetCounts = 0.0
  /// Standard deviation of the noise of every channel in counts.
  public var noiseCounts = 0.0
  /// Makes different noise; the same seed gives the same samples, however they are read.
  public var seed: UInt64 = 1
  /// Lead that every current transformer adds at the nominal frequency, in microradians; it falls with
  /// frequency.
  public var currentLeadMicroradians = 0.0
  /// Frequency at which `currentLeadMicroradians` holds, in hertz.
  public var nominalFrequencyHertz = 50.0
  /// Time by which currents are sampled late (and so seem to lead), in nanoseconds.
  public var currentSkewNanoseconds = 0.0
  /// Sets per second, numerator.
  public var setsPerSecondNumerator: UInt32 = 4000
  /// Sets per second, denominator.
  public var setsPerSecondDenominator: UInt32 = 1
  /// Bits of the converter, sign included.
  public var significantBits: UInt8 = 24
  /// Sets that are lost: the index jumps by `count` at `index`.
  public var losses: [SampleLoss] = []
  /// Sets the front end keeps for a reader that is late; older ones are lost. Nil for all.
  public var bufferedSets: UInt64?
  /// Sets after which the source ends, nil for never.
  public var endsAfterSets: UInt64?

  /// A scenario of `elements` at 50 Hz, 4000 sets a second and 24 bits.
  public init(elements: [SampleElement]) { self.elements = elements }

  /// The format of the samples.
  public var format: SampleFormat {
    SampleFormat(
      channelCount: UInt8(elements.count * 2), setsPerSecondNumerator: setsPerSecondNumerator,
      setsPerSecondDenominator: setsPerSecondDenominator, significantBits: significantBits)
  }

  /// Sets per second.
  public var setsPerSecond: Double { Double(setsPerSecondNumerator) / Double(setsPerSecondDenominator) }

  /// True when a harmonic of this order is generated: it is below 0.45 of the rate.
  public func generates(order: Int) -> Bool { Double(order) * frequencyHertz < 0.45 * setsPerSecond }
}
