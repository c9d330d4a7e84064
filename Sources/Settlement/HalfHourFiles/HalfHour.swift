/// Energy of one UTC half hour of one channel.
public struct HalfHour: Equatable, Sendable {
  /// Start of the half hour: seconds UTC since 1970, a multiple of 1800.
  public var startSeconds: Int64
  /// Energy in µWh (µvarh).
  public var microwattHours: Int64
  /// True when nothing casts doubt on the value (status A), false for status E.
  public var isActual: Bool

  /// Creates a half hour.
  public init(startSeconds: Int64, microwattHours: Int64, isActual: Bool) {
    self.startSeconds = startSeconds
    self.microwattHours = microwattHours
    self.isActual = isActual
  }
}
