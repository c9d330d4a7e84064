/// Capacities of a twin-element meter's logs, and of its state ring.
public struct TwinLogSizes: Sendable, BitwiseCopyable {
  /// Entries by `TwinLog`.
  public var capacities: InlineArray<13, Int>
  /// State records; each commit writes the next one.
  public var stateRecords: Int

  /// The capacities SMETS demands: 13 months of at most 396 days and 3 months of at most 92 days at half an hour,
  /// 31, 12, 731, 100 each, 4320 (*unverified*), 5 and 10.
  public static var smets: TwinLogSizes {
    TwinLogSizes(
      capacities: [19_008, 4416, 31, 12, 731, 100, 100, 100, 100, 4320, 5, 10, 100], stateRecords: 64)
  }

  /// Creates sizes; capacities in the order of `TwinLog`.
  public init(capacities: InlineArray<13, Int>, stateRecords: Int) {
    self.capacities = capacities
    self.stateRecords = stateRecords
  }

  /// Capacity of one log.
  public subscript(_ log: TwinLog) -> Int {
    get { capacities[Int(log.rawValue)] }
    set { capacities[Int(log.rawValue)] = newValue }
  }

  /// What the store must hold.
  public var plan: RecordPlan<13, 18> {
    var logs = InlineArray<13, RecordPlan<13, 18>.Log>(
      repeating: RecordPlan<13, 18>.Log(kind: 0, capacity: 0, payloadBytes: 0))
    for log in TwinLog.allCases {
      logs[Int(log.rawValue)] = RecordPlan<13, 18>.Log(
        kind: log.kind, capacity: self[log], payloadBytes: log.payloadBytes)
    }
    var banks = InlineArray<18, Int>(repeating: 0)
    for bank in 0..<18 { banks[bank] = bank / 3 % 2 == 0 ? TariffPlan.storedBytes : TariffPrices.storedBytes }
    return RecordPlan<13, 18>(
      meterKind: 2, stateBytes: 8 + TwinElementState.storedBytes, stateRecords: stateRecords, logs: logs,
      bankBytes: banks)
  }
}
