/// The half hours of one date of one MPAN.
public struct SettledDay: Equatable, Sendable {
  /// The date: UTC in D0379, local (settlement) date in D0380.
  public var date: FlowDate
  /// The half hours in order: always 48 in UTC; 46, 48 or 50 of a local date.
  public var periods: [SettledPeriod]

  /// Creates a day.
  public init(date: FlowDate, periods: [SettledPeriod]) {
    self.date = date
    self.periods = periods
  }

  /// Sum in Wh.
  public var wattHours: Int64 { periods.reduce(0) { $0 + $1.wattHours } }
}
