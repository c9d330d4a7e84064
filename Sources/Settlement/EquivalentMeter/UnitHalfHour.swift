/// One half hour of one CMS unit, with the revision of its value.
public struct UnitHalfHour: Equatable, Sendable {
  /// Index of the meter in its register.
  public var meter: Int
  /// Start in UTC seconds, a multiple of 1800.
  public var startSeconds: Int64
  /// Whole Wh.
  public var wattHours: Int64
  /// Actual or estimated.
  public var isActual: Bool
  /// Revision, from 1.
  public var revision: Int

  /// Creates a half hour.
  public init(meter: Int, startSeconds: Int64, wattHours: Int64, isActual: Bool, revision: Int) {
    self.meter = meter
    self.startSeconds = startSeconds
    self.wattHours = wattHours
    self.isActual = isActual
    self.revision = revision
  }
}
