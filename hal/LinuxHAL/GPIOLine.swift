/// Where a pulse line is and how it is wired.
public struct GPIOLine: Equatable, Sendable {
  /// Internal bias of the pin.
  public enum Bias: String, Equatable, Sendable, CaseIterable {
    case asIs = "as_is"
    case disabled
    case pullUp = "pull_up"
    case pullDown = "pull_down"
  }

  /// Chip by label, by name (gpiochip0) or by path.
  public var chip: String
  /// Line by name or by offset (decimal digits).
  public var line: String
  /// True when a low level is active (an S0 output that pulls the line to ground).
  public var isActiveLow: Bool
  /// Bias of the pin.
  public var bias: Bias

  /// Creates a line.
  public init(chip: String, line: String, isActiveLow: Bool, bias: Bias) {
    self.chip = chip
    self.line = line
    self.isActiveLow = isActiveLow
    self.bias = bias
  }
}
