import Settlement

/// One unit of a scenario: a connector with everything that is registered for it.
public struct ScenarioUnit: Equatable, Sendable {
  /// Its entry in the register of meter ids.
  public var entry: MeterIDRegister.Entry
  /// Index of its virtual meter.
  public var meter: UInt32
}
