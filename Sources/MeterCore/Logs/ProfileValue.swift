/// One channel's cell of a profile row.
public struct ProfileValue: Equatable, Sendable, BitwiseCopyable {
  /// Energy of the period in µWh (µvarh).
  public var energy: Energy
  /// The cumulative register at the end of the period.
  public var register: Energy
  /// Pulses booked in the period.
  public var pulses: UInt32

  /// An empty cell.
  public static let zero = ProfileValue(energy: .zero, register: .zero, pulses: 0)

  /// Creates a cell.
  public init(energy: Energy, register: Energy, pulses: UInt32) {
    self.energy = energy
    self.register = register
    self.pulses = pulses
  }
}
