import MeterCore

extension ReconciliationVerdict {
  var name: String {
    switch self {
    case .began: "began"
    case .agrees: "agrees"
    case .undecided: "undecided"
    case .missed: "missed"
    case .falsePulses: "false-pulses"
    case .wrongConstant: "wrong-constant"
    case .restarted: "restarted"
    }
  }

  var words: String {
    switch self {
    case .began: return "nothing to compare with yet"
    case .agrees: return "pulses and register agree"
    case .undecided: return "they differ; missed pulses or a wrong constant, more readings will tell"
    case .missed(let pulses): return "\(pulses) pulses were missed and are booked as recovered"
    case .falsePulses(let pulses): return "\(pulses) pulses without energy: noise, or another meter's"
    case .wrongConstant(let pulses, let energy):
      guard energy > 0 else { return "the pulse constant is wrong" }
      let (whole, rest) = ratio(pulses, energy)
      return "the difference grows with the energy: about \(whole).\(rest) pulses per kWh by the register;"
        + " correct the pulse constant (or part of the pulses is always lost)"
    case .restarted: return "the register or the count went back: compared anew from here"
    }
  }

  /// Pulses per kWh, with three decimals.
  private func ratio(_ pulses: UInt64, _ energy: Int64) -> (UInt64, String) {
    let product = pulses.multipliedFullWidth(by: 1_000_000_000_000)
    guard product.high < UInt64(energy) else { return (0, "000") }
    let thousandths = UInt64(energy).dividingFullWidth(product).quotient
    let rest = String(thousandths % 1000)
    return (thousandths / 1000, String(repeating: "0", count: 3 - rest.count) + rest)
  }
}
