/// What comparing a register with counted pulses says.
public enum ReconciliationVerdict: Equatable, Sendable, BitwiseCopyable {
  /// The first observation: nothing to compare with.
  case began
  /// They agree within what truncation, one pulse and the age of the reading allow.
  case agrees
  /// They differ, and it cannot be said yet whether pulses were missed or the constant is wrong.
  case undecided
  /// Pulses were missed: the register went on without them. At least so many, now booked as recovered.
  case missed(pulses: UInt64)
  /// More pulses than energy: at least so many are false. Comparing begins anew.
  case falsePulses(UInt64)
  /// The difference grows with the energy: the pulse constant is another (or a steady part of the pulses is lost).
  /// So many pulses came for so much energy by the register.
  case wrongConstant(pulses: UInt64, microwattHours: Int64)
  /// The register or the count of pulses went back, or advanced beyond what fits: comparing begins anew.
  case restarted
}
