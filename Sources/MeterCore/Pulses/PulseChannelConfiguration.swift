/// Set-up of a pulse channel.
public struct PulseChannelConfiguration: Equatable, Sendable, BitwiseCopyable {
  /// What the channel counts.
  public var quantity: Quantity
  /// Metering element, from 1.
  public var element: UInt8
  /// Energy of one pulse.
  public var pulseEnergy: EnergyRatio
  /// Filter and plausibility.
  public var rules: PulseRules

  /// Creates a set-up.
  public init(
    quantity: Quantity, element: UInt8, pulseEnergy: EnergyRatio, rules: PulseRules = .pulseOutput
  ) {
    self.quantity = quantity
    self.element = element
    self.pulseEnergy = pulseEnergy
    self.rules = rules
  }
}
