/// An amount of energy in µWh, or in µvarh where the quantity it belongs to is reactive.
///
/// Int64 µWh reaches 9.2 TWh; fractions of 1 µWh are carried by `EnergyAccumulator`, never dropped.
public struct Energy: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// µWh (µvarh for reactive energy).
  public var microwattHours: Int64

  /// No energy.
  public static let zero = Energy(microwattHours: 0)

  /// Creates an energy from µWh (µvarh).
  public init(microwattHours: Int64) { self.microwattHours = microwattHours }

  public static func < (a: Energy, b: Energy) -> Bool { a.microwattHours < b.microwattHours }

  /// Sum of two energies.
  public static func + (a: Energy, b: Energy) -> Energy {
    Energy(microwattHours: a.microwattHours + b.microwattHours)
  }

  /// Difference of two energies.
  public static func - (a: Energy, b: Energy) -> Energy {
    Energy(microwattHours: a.microwattHours - b.microwattHours)
  }

  /// Adds to an energy.
  public static func += (a: inout Energy, b: Energy) { a = a + b }
}
