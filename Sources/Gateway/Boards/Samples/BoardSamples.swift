import HAL

/// The sampled inputs of a board and the meter behind them.
public struct BoardSamples: Equatable, Sendable {
  /// Where the samples come from.
  public var origin: BoardSampleOrigin
  /// Samples in a set of the source; nil where only the source itself knows (WAV).
  public var inputCount: Int?
  /// Sets per second, exact; nil where the source itself knows (WAV).
  public var setsPerSecond: ExactRatio?
  /// Bits of the converter, sign included, 8 to 24; nil where the source itself knows (WAV, IIO).
  public var significantBits: Int?
  /// How the circuit is wired to the inputs.
  public var wiring: SampleWiring
  /// The inputs in use, in the order of the wiring's roles.
  public var channels: [BoardSampleChannel]
  /// How elements are added up.
  public var summation = SampleSummation.vector
  /// Nominal frequency in hertz, 50 or 60.
  public var nominalFrequencyHertz = 50
  /// Nominal voltage in millivolts: to neutral, or between lines without one.
  public var nominalVoltageMillivolts: Int
  /// Accuracy class, for defaults.
  public var accuracyClass = AccuracyClass.class1
  /// Reference current (In, Ib) in milliamperes.
  public var referenceCurrentMilliamperes: Int
  /// Largest current in milliamperes, where given.
  public var maximumCurrentMilliamperes: Int?
  /// Starting current in microamperes.
  public var startCurrentMicroamperes: Int
  /// Where the starting current comes from.
  public var startCurrentClause: String
  /// Power from which a stopped meter starts, in percent of that at the starting current.
  public var noLoadStartPercent = 80
  /// Power under which a running meter stops, in percent of that at the starting current.
  public var noLoadStopPercent = 40
  /// The test pulse output, where there is one.
  public var testPulse: BoardTestPulse?
  /// Maximum demand.
  public var demand = BoardDemand()
  /// Public key (64 hexadecimal digits) that must have signed the calibration; nil trusts the first record's.
  public var calibrationKey: String?
  /// The calibration by the history in the data folder; nil for the board file's own values.
  public var recordedCalibration: RecordedCalibration?

  /// The channel of a role.
  public func channel(_ role: SampleRole) -> BoardSampleChannel? { channels.first { $0.role == role } }

  /// Power of one element at the starting current and nominal voltage, in microwatts.
  public var startPowerMicrowattsPerElement: Int {
    startCurrentMicroamperes * nominalVoltageMillivolts / 1000
  }

  /// The format the source must have; nil where the source itself knows it (WAV, IIO).
  public var format: SampleFormat? {
    guard let inputCount, let setsPerSecond, let significantBits else { return nil }
    return SampleFormat(
      channelCount: UInt8(inputCount), setsPerSecondNumerator: UInt32(setsPerSecond.numerator),
      setsPerSecondDenominator: UInt32(setsPerSecond.denominator), significantBits: UInt8(significantBits))
  }
}
