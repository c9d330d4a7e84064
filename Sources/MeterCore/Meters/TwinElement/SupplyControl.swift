/// State of the supply, as the load switch follows it.
public enum SupplyState: UInt8, Sendable, BitwiseCopyable {
  /// Current may flow.
  case enabled = 0
  /// The switch is open.
  case disabled = 1
  /// The switch is open; the customer may close it.
  case armed = 2
}

/// Why the supply is off.
public enum SupplyCause: UInt8, Sendable, BitwiseCopyable {
  /// It is not.
  case none = 0
  /// A remote command.
  case remote = 1
  /// The load limit.
  case loadLimit = 2
  /// Want of credit.
  case credit = 3
}

/// Load switch and load limit. The limit is held against the primary element's import power (*unverified* for two
/// elements).
public struct SupplyControl: Sendable, BitwiseCopyable {
  /// State of the supply.
  public internal(set) var state: SupplyState = .enabled
  /// Why it is off.
  public internal(set) var cause: SupplyCause = .none
  /// Load Limit Power Threshold in W, 0 for no limit.
  public internal(set) var thresholdWatts: UInt32 = 0
  /// Load Limit Period: how long the power may exceed it, in seconds.
  public internal(set) var periodSeconds: UInt32 = 0
  /// Load Limit Restoration Period: how long the supply stays off, in seconds.
  public internal(set) var restorationSeconds: UInt32 = 0
  /// Load Limit Counter: how often the limit has cut the supply.
  public internal(set) var limitCount: UInt32 = 0
  /// Tick since which the power is above the threshold, and at which the supply comes back; `Int64.max` for none.
  var exceededSince = Int64.max
  var restoreAt = Int64.max

  static var storedBytes: Int { 2 + 4 * 4 + 16 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.code(&state, &bytes)
    coder.code(&cause, &bytes)
    coder.field(&thresholdWatts, &bytes)
    coder.field(&periodSeconds, &bytes)
    coder.field(&restorationSeconds, &bytes)
    coder.field(&limitCount, &bytes)
    coder.field(&exceededSince, &bytes)
    coder.field(&restoreAt, &bytes)
  }
}
