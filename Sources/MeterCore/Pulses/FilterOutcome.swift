/// What one stretch of constant raw level did to the filtered line.
public enum FilterOutcome: Equatable, Sendable, BitwiseCopyable {
  /// Nothing to report.
  case none
  /// The line became active; the tick is the first edge of the run that won.
  case activated(at: Tick)
  /// The line became idle; the tick is the first edge of the run that won.
  case deactivated(at: Tick)
  /// A run left its end and fell back: a spike or bounce was swallowed.
  case rejected
}
