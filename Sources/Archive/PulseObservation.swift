import MeterCore

/// A meter's register as read, beside the pulses counted of the same energy.
public struct PulseObservation: Equatable, Sendable {
  /// The meter's name, its register, and the channel that counts its pulses.
  public var meter: String
  public var register: String
  public var channel: String
  /// UTC seconds.
  public var seconds: Int64
  /// The register, and the power of ten of its counts in Wh (varh).
  public var value: Int64
  public var scaler: Int8
  /// Pulses counted before and after the read.
  public var pulsesBefore: UInt64
  public var pulsesAfter: UInt64
  /// Energy of one pulse.
  public var pulse: EnergyRatio

  /// An observation.
  public init(
    meter: String, register: String, channel: String, seconds: Int64, value: Int64, scaler: Int8,
    pulsesBefore: UInt64, pulsesAfter: UInt64, pulse: EnergyRatio
  ) {
    self.meter = meter
    self.register = register
    self.channel = channel
    self.seconds = seconds
    self.value = value
    self.scaler = scaler
    self.pulsesBefore = pulsesBefore
    self.pulsesAfter = pulsesAfter
    self.pulse = pulse
  }
}

/// What comparing a channel with its meter's register came to.
public struct ReconciledChannel: Equatable, Sendable, Encodable {
  public var meter: String
  public var register: String
  public var channel: String
  /// UTC seconds of the first and the last observation, and how many there are.
  public var firstSeconds: Int64
  public var lastSeconds: Int64
  public var observations: Int
  /// `began`, `agrees`, `undecided`, `missed`, `false-pulses`, `wrong-constant`, `restarted`.
  public var verdict: String
  /// The last verdict in words.
  public var words: String
  /// Pulses that were missed and are booked as recovered, and their energy in µWh: beside the count, never in it.
  public var recoveredPulses: UInt64
  public var recoveredMicrowattHours: Int64
  /// Pulses that cannot have come from the meter.
  public var falsePulses: UInt64

  /// True where somebody should look.
  public var isWorthTelling: Bool { verdict != "agrees" && verdict != "began" && verdict != "undecided" }
  /// True where the counted energy itself is wrong.
  public var isFailure: Bool { verdict == "wrong-constant" || falsePulses > 0 }
}

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
