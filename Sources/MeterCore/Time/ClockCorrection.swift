/// What an observation of the time source did to the meter's clock.
public enum ClockCorrection: Equatable, Sendable, BitwiseCopyable {
  /// The clock had no time and was set.
  case set
  /// Moved by this many nanoseconds, within the limit.
  case synchronised(byNanoseconds: Int64)
  /// Moved by this many nanoseconds, beyond the limit: a change of time.
  case changed(byNanoseconds: Int64)
  /// Not moved, though the source differs by this many nanoseconds.
  case refused(byNanoseconds: Int64)
  /// Nothing to do.
  case unchanged
}

extension ClockCorrection {
  /// The correction in whole milliseconds, 0 where there is none.
  public var milliseconds: Int64 {
    switch self {
    case .synchronised(let n), .changed(let n), .refused(let n): n / 1_000_000
    case .set, .unchanged: 0
    }
  }
}
