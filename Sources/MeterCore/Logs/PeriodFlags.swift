/// Why a period's value may not be what it seems. The first eight are the alarms of the Codes of Practice
/// (one separate indication each, tagged to the period, not cleared by reading); the others are ours.
public struct PeriodFlags: OptionSet, Equatable, Sendable, BitwiseCopyable {
  public let rawValue: UInt16

  /// Creates a set from its raw bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// PF: phase failure, any one or any combination of phases.
  public static let phaseFailure = PeriodFlags(rawValue: 1 << 0)
  /// RST: equipment reset other than by supply failure.
  public static let reset = PeriodFlags(rawValue: 1 << 1)
  /// BAT: battery monitoring.
  public static let battery = PeriodFlags(rawValue: 1 << 2)
  /// TIM: the time or date was changed.
  public static let timeChanged = PeriodFlags(rawValue: 1 << 3)
  /// TRU: the period was truncated or extended by a synchronisation.
  public static let truncated = PeriodFlags(rawValue: 1 << 4)
  /// CFG: data other than time or date was changed.
  public static let configurationChanged = PeriodFlags(rawValue: 1 << 5)
  /// REV: reverse running.
  public static let reverseRunning = PeriodFlags(rawValue: 1 << 6)
  /// ERR: any other functional error.
  public static let error = PeriodFlags(rawValue: 1 << 7)

  /// The clock was not synchronised at some time in the period.
  public static let clockUnsynced = PeriodFlags(rawValue: 1 << 8)
  /// Pulses or samples may be missing from the value.
  public static let possibleLoss = PeriodFlags(rawValue: 1 << 9)
  /// The value is an estimate.
  public static let estimated = PeriodFlags(rawValue: 1 << 10)
  /// The value contains energy of an earlier time that was delivered late.
  public static let recovered = PeriodFlags(rawValue: 1 << 11)
  /// The meter was in test mode.
  public static let testMode = PeriodFlags(rawValue: 1 << 12)
  /// The meter did not run for the whole period (first period, supply cut, restart).
  public static let partial = PeriodFlags(rawValue: 1 << 13)

  /// True when the value can be used without a second look: no flag is set.
  public var isClean: Bool { isEmpty }
}
