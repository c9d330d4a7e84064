extension Energy {
  /// An energy from a decimal number of Wh: `significand` · 10^`exponent` Wh (1.5 kWh is 15 · 10^2).
  ///
  /// Digits below 1 µWh are cut. Returns nil where the energy does not fit.
  public init?(wattHours significand: Int64, exponent: Int) {
    var value = significand
    var power = exponent + 6
    while power > 0, value != 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
      power -= 1
    }
    while power < 0, value != 0 {
      value /= 10
      power += 1
    }
    self.init(microwattHours: value)
  }
}
