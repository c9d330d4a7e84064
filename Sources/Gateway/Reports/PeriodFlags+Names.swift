import MeterCore

extension PeriodFlags {
  /// Flag and name in files and on screens; the first eight are the names of the Codes of Practice.
  public static let names: [(flag: PeriodFlags, name: String)] = [
    (.phaseFailure, "PF"), (.reset, "RST"), (.battery, "BAT"), (.timeChanged, "TIM"), (.truncated, "TRU"),
    (.configurationChanged, "CFG"), (.reverseRunning, "REV"), (.error, "ERR"),
    (.clockUnsynced, "clock_unsynced"), (.possibleLoss, "possible_loss"), (.estimated, "estimated"),
    (.recovered, "recovered"), (.testMode, "test_mode"), (.partial, "partial"),
  ]

  /// Names of the flags that are set.
  public var namesSet: [String] { PeriodFlags.names.filter { contains($0.flag) }.map(\.name) }

  /// True when the value may be used in settlement as an actual reading: only flags that cast no doubt on
  /// energy or time (reset, battery, configuration) are set.
  public var isActual: Bool { subtracting([.reset, .battery, .configurationChanged]).isEmpty }
}
