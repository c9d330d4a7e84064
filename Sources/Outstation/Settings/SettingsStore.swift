/// Where an outstation keeps its settings.
///
/// Counters of messages sent are saved ahead of use, so a cut costs numbers, never repeats one; counters of
/// messages received are saved before a change is executed.
public protocol SettingsStore: ~Copyable {
  /// The settings kept, nil when there are none.
  mutating func load() -> OutstationSettings?
  /// Keeps settings; false where that failed.
  mutating func save(_ settings: OutstationSettings) -> Bool
}

/// Keeps nothing: for tests and simulators.
public struct VolatileSettings: SettingsStore, ~Copyable {
  private var kept: OutstationSettings?
  /// Calls of `save`.
  public private(set) var saves = 0

  /// An empty store.
  public init() {}

  public mutating func load() -> OutstationSettings? { kept }

  public mutating func save(_ settings: OutstationSettings) -> Bool {
    kept = settings
    saves += 1
    return true
  }
}
