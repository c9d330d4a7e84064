import MeterCore

/// The meter inside a simulated charge point: exact energy of a load that changes in steps.
struct SimulatedMeter: Equatable, Sendable {
  /// Load in mW.
  var milliwatts: Int64
  private(set) var microwattHours: Int64
  /// mW·ns not yet a whole µWh.
  private var remainder: Int128 = 0
  private var instant: Instant

  init(milliwatts: Int64, microwattHours: Int64, instant: Instant) {
    self.milliwatts = milliwatts
    self.microwattHours = microwattHours
    self.instant = instant
  }

  /// Counts until `later`. 1 µWh is 3.6·10⁹ mW·ns.
  mutating func run(to later: Instant) {
    guard later > instant else { return }
    let total = Int128(milliwatts) * Int128(later.nanoseconds - instant.nanoseconds) + remainder
    microwattHours += Int64(total / 3_600_000_000)
    remainder = total % 3_600_000_000
    instant = later
  }

  /// Another meter, or the same one begun again.
  mutating func exchange(microwattHours: Int64) {
    self.microwattHours = microwattHours
    remainder = 0
  }

  /// The register in Wh with three decimals, cut.
  var wattHoursText: String {
    let thousandths = microwattHours / 1000
    let fraction = String(1000 + thousandths % 1000).dropFirst()
    return "\(thousandths / 1000).\(fraction)"
  }

  /// Whole Wh, cut: 1.6's meterStart and meterStop.
  var wholeWattHours: Int64 { microwattHours / 1_000_000 }
}
