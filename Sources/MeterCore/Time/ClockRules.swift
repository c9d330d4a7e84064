/// How a meter follows its time source.
public struct ClockRules: Equatable, Sendable, BitwiseCopyable {
  /// What happens to a correction beyond `limitNanoseconds`.
  public enum BeyondLimit: UInt8, Sendable, BitwiseCopyable {
    /// Follow it; the period is closed, flagged and never merged.
    case follow
    /// Keep the meter's own time and report the refusal (ESME: 10 s).
    case refuse
  }

  /// Largest correction that is a synchronisation rather than a change of time, in nanoseconds.
  /// Default 20 s (Codes of Practice 3/5/10; *unverified*, the stricter figure is 10 s).
  public var limitNanoseconds: Int64
  /// What to do beyond it.
  public var beyondLimit: BeyondLimit
  /// Corrections within a period whose sum stays below period / this divisor do not flag it (0.1 % = 1000).
  public var truncationDivisor: Int64

  /// The default: 20 s, follow, 0.1 %.
  public static let codeOfPractice = ClockRules(
    limitNanoseconds: 20_000_000_000, beyondLimit: .follow, truncationDivisor: 1000)

  /// Creates rules.
  public init(limitNanoseconds: Int64, beyondLimit: BeyondLimit, truncationDivisor: Int64 = 1000) {
    self.limitNanoseconds = limitNanoseconds
    self.beyondLimit = beyondLimit
    self.truncationDivisor = truncationDivisor
  }
}
