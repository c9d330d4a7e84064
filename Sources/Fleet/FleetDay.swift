import MeterCore
import Settlement

/// The half hours of one UTC date of a whole fleet, newest revisions: eight bytes each.
public struct FleetDay: Sendable {
  /// The date.
  public let date: FlowDate
  /// Meters of the fleet.
  public let meterCount: Int
  /// Wh above 16 bits, revision in 8 bits, known 2 and actual 1.
  private var cells: [Int64]

  init(date: FlowDate, meterCount: Int) {
    self.date = date
    self.meterCount = meterCount
    cells = Array(repeating: 0, count: meterCount * 48)
  }

  mutating func take(_ row: FleetRow) {
    let offset = Int64(row.period.startSeconds) - date.startSeconds
    guard offset >= 0, offset < 86_400, row.period.period == .minutes30, Int(row.meter) < meterCount else {
      return
    }
    let index = Int(row.meter) * 48 + Int(offset / 1800)
    cells[index] =
      row.period.wattHours << 16 | Int64(row.period.revision) << 8 | 2 | (row.period.isActual ? 1 : 0)
  }

  /// The half hour `period` (0 to 47) of a meter; nil where it is not known.
  public subscript(meter: Int, period: Int) -> UnitHalfHour? {
    let cell = cells[meter * 48 + period]
    guard cell & 2 != 0 else { return nil }
    return UnitHalfHour(
      meter: meter, startSeconds: date.startSeconds + Int64(period) * 1800, wattHours: cell >> 16,
      isActual: cell & 1 != 0, revision: Int(cell >> 8 & 255))
  }

  /// All known half hours.
  public var halfHours: [UnitHalfHour] {
    (0..<meterCount).flatMap { meter in (0..<48).compactMap { self[meter, $0] } }
  }

  /// The 48 half hours of a meter; those not known count as estimated `defaultWattHours`.
  public func settledDay(meter: Int, defaultWattHours: Int64 = 0) -> SettledDay {
    SettledDay(
      date: date,
      periods: (0..<48).map { period in
        let cell = cells[meter * 48 + period]
        if cell & 2 == 0 { return SettledPeriod(wattHours: defaultWattHours, indicator: .estimated) }
        return SettledPeriod(wattHours: cell >> 16, indicator: cell & 1 != 0 ? .actual : .estimated)
      })
  }
}
