/// A half hour of one register, as settlement and reports take it.
public struct HalfHourReading: Equatable, Sendable, BitwiseCopyable {
  /// Start, seconds UTC since 1970.
  public var startSeconds: UInt32
  /// Wh (varh).
  public var wattHours: UInt32
  /// Doubt about the value; a clean row is an actual reading.
  public var flags: PeriodFlags
  /// Seconds really metered.
  public var coveredSeconds: UInt16
}
