/// The equivalent meter: half hours of many units, added up per sub-meter and per MPAN.
///
/// A sum is actual when every unit's value is. A unit without a value adds the default load of the policy (a setting,
/// *unverified*) and makes the sum an estimate.
public struct EquivalentMeter: Sendable {
  /// What is summed over.
  public enum Grouping: Sendable {
    case subMeter
    case mpan
  }

  /// One sum: a sub-meter or an MPAN on one UTC date.
  public struct Sum: Equatable, Sendable {
    /// Sub-meter id, or the MPAN.
    public var key: String
    /// The MPAN it belongs to.
    public var mpan: MPAN
    /// The 48 half hours.
    public var day: SettledDay
    /// Half hours of units that had no value.
    public var missing: Int
  }

  private let register: MeterIDRegister
  /// Wh that a unit without value adds to a half hour.
  private let defaultWattHours: Int64

  /// An equivalent meter over the meters of a register.
  public init(register: MeterIDRegister, defaultLoadWatts: Double = 0) {
    self.register = register
    defaultWattHours = Int64((defaultLoadWatts / 2).rounded())
  }

  /// The sums of a UTC date. Of several revisions of a half hour the highest counts; those of other dates are left out.
  public func sums(_ halfHours: [UnitHalfHour], date: FlowDate, by grouping: Grouping) -> [Sum] {
    var newest: [Int: UnitHalfHour] = [:]
    for value in halfHours {
      let period = value.startSeconds - date.startSeconds
      guard period >= 0, period < 86_400, value.meter < register.entries.count else { continue }
      let key = value.meter * 48 + Int(period / 1800)
      if let old = newest[key], old.revision > value.revision { continue }
      newest[key] = value
    }
    var order: [String] = []
    var sums: [String: Sum] = [:]
    for (meter, entry) in register.entries.enumerated() {
      // A sub-meter is the same in any case.
      let key = grouping == .subMeter ? entry.subMeter.lowercased() : entry.mpan.description
      if sums[key] == nil {
        order.append(key)
        let zero = SettledPeriod(wattHours: 0, indicator: .actual)
        sums[key] = Sum(
          key: grouping == .subMeter ? entry.subMeter : key, mpan: entry.mpan,
          day: SettledDay(date: date, periods: Array(repeating: zero, count: 48)),
          missing: 0)
      }
      for period in 0..<48 {
        if let value = newest[meter * 48 + period] {
          sums[key]!.day.periods[period].wattHours += value.wattHours
          if !value.isActual { sums[key]!.day.periods[period].indicator = .estimated }
        } else {
          sums[key]!.day.periods[period].wattHours += defaultWattHours
          sums[key]!.day.periods[period].indicator = .estimated
          sums[key]!.missing += 1
        }
      }
    }
    return order.map { sums[$0]! }
  }
}
