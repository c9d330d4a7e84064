/// The battery that keeps a clock running without supply.
public protocol BatteryMonitor {
  /// True where the battery is low or empty; nil where that cannot be told now.
  mutating func isLow() -> Bool?
}
