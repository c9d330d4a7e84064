/// Curves of what was seen, by the rule that they belong to.
struct CoPPlots {
  private let seen: CoPObservations
  private let options: CoPOptions

  init(_ seen: CoPObservations, _ options: CoPOptions) {
    self.seen = seen
    self.options = options
  }

  /// The curves of a rule's case; none for most.
  func series(of rule: String) -> [EvidenceSeries] {
    switch rule {
    case "TIM-2": drift
    case "OST-STO-3": demands
    case "OST-ADV-1": dailyDifferences
    default: []
    }
  }

  /// Offsets of the clock with their uncertainty, and the line that was fitted.
  private var drift: [EvidenceSeries] {
    guard let fit = CoPDrift(seen.offsets) else { return [] }
    let hours = seen.offsets.map { ($0.atSeconds / 3600, $0.offset) }
    var measured = EvidenceSeries(name: "offset with U", unit: "s", isStepped: false, points: hours)
    measured.uncertainty = seen.offsets.map(\.uncertainty)
    let middle = seen.offsets.reduce((0.0, 0.0)) { ($0.0 + $1.atSeconds, $0.1 + $1.offset) }
    let (time, offset) = (middle.0 / Double(seen.offsets.count), middle.1 / Double(seen.offsets.count))
    let ends = [seen.offsets[0].atSeconds, seen.offsets[seen.offsets.count - 1].atSeconds]
    let line = EvidenceSeries(
      name: "fit, \(CoPNumber.text(fit.ppm)) ppm", unit: "s", isStepped: false,
      points: ends.map { ($0 / 3600, offset + ($0 - time) * fit.ppm * 1e-6) })
    return [measured, line].map { curve in
      var curve = curve
      curve.plot = "Clock minus UTC over the run"
      curve.xTitle = "hours"
      return curve
    }
  }

  /// Stored demand of the newest week.
  private var demands: [EvidenceSeries] {
    guard let profile = seen.profile, let last = profile.rows.last else { return [] }
    let rows = profile.rows.filter { $0.startSeconds > last.startSeconds - 7 * 86_400 }
    return profile.reading.intervals.map { interval in
      let factor = profile.reading.factor(interval.place) * 3600 / Double(profile.period) / 1000
      var curve = EvidenceSeries(
        name: Quantity.name(interval.quantity), unit: interval.quantity < 3 ? "kW" : "kvar", isStepped: true,
        points: rows.compactMap { row in
          row.cells[interval.place].map { (Double(row.startSeconds + profile.period), Double($0) * factor) }
        })
      curve.plot = "Stored demand of the newest week, \(interval.quantity < 3 ? "active" : "reactive")"
      return curve
    }
  }

  /// Sum of a UTC day's intervals minus the advance of its register.
  private var dailyDifferences: [EvidenceSeries] {
    guard let profile = seen.profile else { return [] }
    let reading = profile.reading
    let registers = seen.registerProfile ?? reading
    let ends = Dictionary(
      registers.rows.map { ($0.startSeconds + registers.description.periodSeconds, $0.cells) }
    ) { first, _ in first }
    let midnights = ends.keys.filter { $0 % 86_400 == 0 && ends[$0 + 86_400] != nil }.sorted()
    return reading.intervals.compactMap { interval in
      guard let place = registers.place(interval.quantity, 8) else { return nil }
      let factor = reading.factor(interval.place)
      let points = midnights.compactMap { day -> (Double, Double)? in
        guard let start = ends[day]?[place], let end = ends[day + 86_400]?[place] else { return nil }
        let rows = profile.rows.filter { (day..<day + 86_400).contains($0.startSeconds) }
        guard Int64(rows.count) == 86_400 / profile.period else { return nil }
        let sum = rows.reduce(0) { $0 + Double($1.cells[interval.place] ?? 0) * factor }
        return (Double(day), sum - Double(end - start) * registers.factor(place))
      }
      var curve = EvidenceSeries(
        name: Quantity.name(interval.quantity), unit: "Wh, varh", isStepped: false, points: points)
      curve.plot = "Sum of a day's intervals minus the register's advance"
      return points.count > 1 ? curve : nil
    }
  }
}
