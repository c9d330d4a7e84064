import MeterCore

/// A simulated charge point: who it is, what it goes through, how much it takes.
public struct SimulatorConfiguration: Equatable, Sendable {
  public var identity: String
  public var version: OCPPVersion
  public var scenario: SimulatorScenario
  /// True time of its first message.
  public var start: Instant
  /// Seconds until its last.
  public var durationSeconds: Int64 = 3 * 3600
  /// Load while charging, in mW.
  public var chargingMilliwatts: Int64 = 7_360_000
  /// Load while not, in mW.
  public var standbyMilliwatts: Int64 = 5000
  /// Register at the start, in µWh.
  public var registerMicrowattHours: Int64 = 1_000_000_000_000
  /// Clock-aligned grid in seconds, until the central system sets another; 0 is off.
  public var alignedSeconds: Int64 = 1800
  /// Seconds between readings in a transaction, until the central system sets others; 0 is off.
  public var sampledSeconds: Int64 = 60

  /// Creates a configuration with the defaults above.
  public init(identity: String, version: OCPPVersion, scenario: SimulatorScenario, start: Instant) {
    self.identity = identity
    self.version = version
    self.scenario = scenario
    self.start = start
  }
}
