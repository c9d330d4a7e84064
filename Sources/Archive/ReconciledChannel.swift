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
