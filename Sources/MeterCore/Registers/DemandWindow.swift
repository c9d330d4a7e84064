/// The sub-intervals of the demand period under way. Not stored: after a restart, and after a change of time, the
/// first demand is judged when a whole period has been metered again.
struct DemandWindow: Sendable, BitwiseCopyable {
  private var energies = InlineArray<6, Int64>(repeating: 0)
  private var next: UInt8 = 0
  private var complete: UInt8 = 0
  private var sum: Int64 = 0

  /// Forgets what there was.
  mutating func restart() { self = DemandWindow() }

  /// Takes a whole sub-interval; returns the demand period's energy once enough of them follow each other.
  mutating func close(_ energy: Energy, subintervals: UInt8) -> Energy? {
    let place = Int(next)
    if complete == subintervals { sum &-= energies[place] } else { complete &+= 1 }
    energies[place] = energy.microwattHours
    sum &+= energy.microwattHours
    next = next &+ 1 == subintervals ? 0 : next &+ 1
    return complete == subintervals ? Energy(microwattHours: sum) : nil
  }
}
