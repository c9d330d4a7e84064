/// UTC half hours as local settlement days of 46, 48 or 50 (D0380).
public struct LocalSettlementDays: Sendable {
  private let days: LocalDays

  /// Days of a time zone, e.g. `Europe/London`; nil for an unknown one.
  public init?(zone: String) {
    guard let days = LocalDays(zone: zone) else { return nil }
    self.days = days
  }

  /// The local days that UTC days cover whole; the hours at the edges are left out.
  public func days(_ utc: [SettledDay]) -> [SettledDay] {
    var local: [SettledDay] = []
    for day in utc.sorted(by: { $0.date < $1.date }) {
      for (index, period) in day.periods.enumerated() {
        let start = day.date.startSeconds + Int64(index) * 1800
        let place = days.place(start)
        guard let date = FlowDate(place.date) else { continue }
        if local.last?.date != date {
          // A day that does not begin at its first half hour cannot be whole.
          if place.period != 1 { continue }
          if let last = local.last, last.periods.count != days.count(inDayOf: last.date.startSeconds + 43_200)
          {
            local.removeLast()
          }
          local.append(SettledDay(date: date, periods: []))
        }
        guard local[local.count - 1].periods.count + 1 == place.period else { continue }
        local[local.count - 1].periods.append(period)
      }
    }
    return local.filter { $0.periods.count == days.count(inDayOf: $0.date.startSeconds + 43_200) }
  }
}
