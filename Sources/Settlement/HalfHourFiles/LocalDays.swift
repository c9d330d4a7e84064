import Foundation

/// One line a local day with its half hours in local order: 48 values, 46 and 50 on the days the clocks
/// change. Storage stays UTC; this is a view.
public struct LocalDays: Sendable {
  private var calendar: Calendar

  /// Days of a time zone, e.g. `Europe/London`; nil for an unknown one.
  public init?(zone: String) {
    guard let zone = TimeZone(identifier: zone) else { return nil }
    calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
  }

  /// The local date (`YYYY-MM-DD`) and the number of the half hour in that day, from 1.
  public func place(_ startSeconds: Int64) -> (date: String, period: Int) {
    let date = Date(timeIntervalSince1970: TimeInterval(startSeconds))
    let midnight = Int64(calendar.startOfDay(for: date).timeIntervalSince1970)
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    let day = UTCStamp.two(parts.day ?? 0)
    let month = UTCStamp.two(parts.month ?? 0)
    return ("\(parts.year ?? 0)-\(month)-\(day)", Int((startSeconds - midnight) / 1800) + 1)
  }

  /// Half hours in the local day that contains a time.
  public func count(inDayOf startSeconds: Int64) -> Int {
    let date = Date(timeIntervalSince1970: TimeInterval(startSeconds))
    guard let day = calendar.dateInterval(of: .day, for: date) else { return 48 }
    return Int(day.duration / 1800)
  }

  /// The file's lines: register, quantity, date, number of half hours, then the values in kWh (empty where
  /// missing), then a status letter for each (A, E, or - where missing).
  public func lines(_ series: [HalfHourSeries]) -> [String] {
    var lines = ["MPAN Core,Channel Type,Local date,Half hours,Values (kWh or kvarh) then statuses"]
    for register in series {
      var days: [(date: String, count: Int, values: [Int: HalfHour])] = []
      for halfHour in register.halfHours {
        let place = place(halfHour.startSeconds)
        if days.last?.date != place.date {
          days.append((place.date, count(inDayOf: halfHour.startSeconds), [:]))
        }
        days[days.count - 1].values[place.period] = halfHour
      }
      for day in days {
        let values = (1...day.count).map { period in
          day.values[period].map { KilowattHours.text(microwattHours: $0.microwattHours) } ?? ""
        }
        let statuses = (1...day.count).map { period in
          day.values[period].map { $0.isActual ? "A" : "E" } ?? "-"
        }
        let head = [register.mpan, register.quantity.rawValue, day.date, "\(day.count)"]
        lines.append((head + values + statuses).joined(separator: ","))
      }
    }
    return lines
  }
}
