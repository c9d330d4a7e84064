/// The two parts of a tariff that can be replaced apart: its plan and its prices.
public enum TariffPart: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Switching table and thresholds.
  case plan = 0
  /// Prices and standing charge.
  case prices = 1
}
