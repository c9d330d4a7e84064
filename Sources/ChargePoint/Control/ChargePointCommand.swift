/// What an operator can have a charge point do, whatever version it speaks.
public enum ChargePointCommand: Equatable, Sendable {
  /// Start charging for a tag; connector nil lets the charge point choose.
  case start(connector: Int?, tag: String)
  /// Stop a transaction; nil means the only open one.
  case stop(transaction: String?)
  /// Unlock a connector's cable.
  case unlock(connector: Int)
  /// Restart; `hard` at once, else when idle.
  case reset(hard: Bool)
  /// Limit the load of a connector, or of the whole charge point (0), until another limit comes.
  case limit(connector: Int, value: String, unit: LimitUnit)
  /// Remove all limits of a connector (0: of the charge point).
  case clearLimits(connector: Int)
  /// Set a configuration key (1.6) or `Component.Variable` (2.0.1).
  case configure(key: String, value: String)
  /// Read configuration keys; none means all (1.6) or the aligned-data interval (2.0.1).
  case configuration(keys: [String])
  /// Have a message sent now, e.g. `MeterValues`.
  case trigger(message: String, connector: Int?)

  /// Unit of a limit.
  public enum LimitUnit: String, Sendable, CaseIterable {
    case watts = "W"
    case amperes = "A"
  }

  /// The name in the log and on the command line.
  public var name: String {
    switch self {
    case .start: "start"
    case .stop: "stop"
    case .unlock: "unlock"
    case .reset: "reset"
    case .limit: "limit"
    case .clearLimits: "clear-limits"
    case .configure: "configure"
    case .configuration: "configuration"
    case .trigger: "trigger"
    }
  }
}
