/// A cumulative energy register: whole µWh and the carried rest below 1 µWh. It only grows.
public struct EnergyAccumulator: Equatable, Sendable, BitwiseCopyable {
  /// Whole µWh (µvarh).
  public private(set) var energy: Energy
  /// Rest in 1/denominator µWh of the ratio it is fed with, less than the denominator; in 2^-32 µWh where it is
  /// fed with amounts.
  public private(set) var rest: UInt32

  /// An empty register.
  public init() {
    energy = .zero
    rest = 0
  }

  /// A register restored from storage.
  public init(energy: Energy, rest: UInt32) {
    self.energy = energy
    self.rest = rest
  }

  /// Books one pulse.
  public mutating func addPulse(_ ratio: EnergyRatio) {
    energy.microwattHours += ratio.wholePerPulse
    if ratio.restPerPulse == 0 { return }
    rest += ratio.restPerPulse
    if rest >= ratio.denominator {
      rest -= ratio.denominator
      energy.microwattHours += 1
    }
  }

  /// Books an amount that is not a multiple of a pulse. The rest is then in 2^-32 µWh; a register is fed with
  /// pulses or with amounts, never with both. Negative amounts are not booked: a register only grows.
  public mutating func add(_ amount: FineEnergy) {
    guard !amount.isNegative else { return }
    let (sum, carries) = rest.addingReportingOverflow(amount.fraction)
    rest = sum
    energy.microwattHours += amount.microwattHours + (carries ? 1 : 0)
  }

  /// Carries the rest over to another denominator when the pulse constant is changed (loses < 1 µWh, once).
  public mutating func changeDenominator(from old: UInt32, to new: UInt32) {
    guard old != new, old > 0 else { return }
    rest = UInt32(UInt64(rest) * UInt64(new) / UInt64(old))
  }
}
