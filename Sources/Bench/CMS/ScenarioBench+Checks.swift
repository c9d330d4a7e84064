import Foundation
import MeterCore
import Settlement

/// The comparisons that scenarios share.
extension ScenarioBench {
  /// The half hours of a unit against its load plan: each within the accuracy limit or 2 Wh, and their sum.
  ///
  /// - Parameter except: starts of half hours that are judged by their indicator only.
  mutating func checkHalfHours(_ unit: ScenarioUnit, except: Set<Int64> = []) {
    guard let plan = plan(unit), let first = plan.steps.first?.start else { return }
    let halfHours = halfHours(unit)
    var worst: (start: Int64, difference: Double, limit: Double)?
    var missing = 0
    var total: Int64 = 0
    var expectedTotal: Double = 0
    let start = (first + 1799) / 1800 * 1800
    for begin in stride(from: start, to: plan.end / 1800 * 1800, by: 1800) {
      let expected = Double(plan.wattSeconds(from: begin, to: begin + 1800)) / 3600
      guard let found = halfHours[begin] else {
        missing += 1
        continue
      }
      total += found.wattHours
      expectedTotal += expected
      if except.contains(begin) { continue }
      // A register of whole Wh is up to 1 Wh behind at each end.
      let limit = max(policy.accuracyLimit.value / 100 * expected, 2)
      let difference = abs(Double(found.wattHours) - expected)
      if worst == nil || difference - limit > worst!.difference - worst!.limit {
        worst = (begin, difference, limit)
      }
    }
    let name = unit.entry.meterID
    evidence.checks.append(
      EvidenceCheck("\(name): half hours that are missing", expected: "0", equals: "\(missing)"))
    if let worst {
      evidence.checks.append(
        EvidenceCheck(
          "\(name): greatest difference of a half hour from the reference", expected: "0 Wh",
          found: String(format: "%.1f Wh at %@", worst.difference, UTCStamp.iso(worst.start)),
          limit: String(
            format: "%.1f Wh: %@, at least 2 Wh (resolution)", worst.limit, policy.accuracyLimit.text),
          isPassed: worst.difference <= worst.limit))
    }
    let limit = max(policy.accuracyLimit.value / 100 * expectedTotal, 2)
    evidence.checks.append(
      EvidenceCheck(
        "\(name): energy of all half hours", expected: String(format: "%.1f Wh", expectedTotal),
        found: "\(total) Wh",
        limit: String(format: "%.1f Wh: %@, at least 2 Wh", limit, policy.accuracyLimit.text),
        isPassed: abs(Double(total) - expectedTotal) <= limit && missing == 0))
  }

  /// |ΣHH − register advance|: from the first to the last whole half hour.
  mutating func checkSum(_ unit: ScenarioUnit) {
    let ordered = halfHours(unit).values.sorted { $0.startSeconds < $1.startSeconds }
    guard let first = ordered.first, let last = ordered.last else {
      evidence.checks.append(
        EvidenceCheck("\(unit.entry.meterID): |ΣHH − advance|", expected: "half hours", equals: "none"))
      return
    }
    let sum = ordered.reduce(0) { $0 + $1.wattHours }
    let advance =
      last.register.microwattHours / 1_000_000 - (first.register - first.energy).microwattHours / 1_000_000
    evidence.checks.append(
      EvidenceCheck(
        "\(unit.entry.meterID): |ΣHH − register advance|", expected: "0 Wh",
        found: "\(abs(sum - advance)) Wh (ΣHH \(sum) Wh, advance \(advance) Wh)",
        limit: policy.sumTolerance.text,
        isPassed: Double(abs(sum - advance)) <= policy.sumTolerance.value))
  }

  /// The indicators of a unit's half hours that begin at `starts`.
  mutating func checkIndicators(_ unit: ScenarioUnit, _ name: String, starts: [Int64], expected: String) {
    let halfHours = halfHours(unit)
    let found = starts.map { halfHours[$0].map { $0.isActual ? "A" : "E" } ?? "-" }
    let all = found.filter { $0 == expected }.count
    evidence.checks.append(
      EvidenceCheck(
        "\(unit.entry.meterID): \(name)", expected: "\(starts.count) × \(expected)",
        found: "\(all) × \(expected)", isPassed: all == starts.count && !starts.isEmpty))
  }

  /// How often an outcome came, compared with a number.
  mutating func checkOutcomes(
    _ unit: ScenarioUnit, _ name: String, _ wanted: [ReadingOutcome], expected: String, _ holds: (Int) -> Bool
  ) {
    let count = outcomes[Int(unit.meter)].filter { wanted.contains($0) }.count
    evidence.checks.append(
      EvidenceCheck(
        "\(unit.entry.meterID): \(name)", expected: expected, found: "\(count)", isPassed: holds(count)))
  }

  /// Notes what the register showed at a time, as a screen would have: `label`, Wh.
  mutating func noteRead(_ unit: ScenarioUnit, _ label: String, at second: Int64) -> Int64? {
    let reads = transmissions.filter {
      $0.reading.meter == unit.meter && $0.reading.instant.seconds <= second
    }
    guard let read = reads.max(by: { $0.reading.instant < $1.reading.instant }) else { return nil }
    let wattHours = read.reading.register.microwattHours / 1_000_000
    evidence.steps.append(
      "\(label): \(wattHours) Wh, read at \(UTCStamp.iso(read.reading.instant.seconds)) by \(unit.entry.chargePoint)"
    )
    return wattHours
  }

  /// Adds tables, curves and raw files for every date the scenario touches.
  mutating func finish() -> [String: Data] {
    let times = transmissions.map(\.reading.instant.seconds) + issued.map { Int64($0.period.startSeconds) }
    let firstDay = FlowDate(utcSeconds: times.min() ?? date.startSeconds)
    let lastDay = FlowDate(utcSeconds: (times.max() ?? date.startSeconds) - 1)
    var curve: [(Double, Double)] = []
    for day in firstDay.days...max(firstDay.days, min(lastDay.days, firstDay.days + 2)) {
      let date = FlowDate(days: day)
      let sums = self.day(date)
      evidence.tables.append(
        EvidenceTable(
          title: "The 48 half hours of \(date.dashed) (UTC), all units",
          columns: ["Period", "Start", "kWh", "Indicator"],
          rows: sums.periods.enumerated().map { index, period in
            [
              "\(index + 1)", UTCStamp.iso(date.startSeconds + Int64(index) * 1800), period.kilowattHours,
              period.indicator.rawValue,
            ]
          }))
      for (index, period) in sums.periods.enumerated() {
        curve.append((Double(date.startSeconds + Int64(index) * 1800), Double(period.wattHours)))
      }
    }
    curve.append((Double(lastDay.startSeconds + 86_400), curve.last?.1 ?? 0))
    evidence.series.append(
      EvidenceSeries(name: "half hours, all units", unit: "Wh", isStepped: true, points: curve))
    for entry in register.entries.prefix(4) {
      guard let index = register.index(meterID: entry.meterID) else { continue }
      let unit = ScenarioUnit(entry: entry, meter: UInt32(index))
      if let plan = plan(unit) {
        evidence.series.append(
          EvidenceSeries(
            name: "load of \(entry.chargePoint)", unit: "W", isStepped: true,
            points: plan.steps.map { (Double($0.start), Double($0.watts)) } + [(Double(plan.end), 0)]))
      }
      let reads = transmissions.filter {
        $0.reading.meter == unit.meter && $0.chargePoint == entry.chargePoint
      }
      .sorted { $0.reading.instant < $1.reading.instant }
      evidence.series.append(
        EvidenceSeries(
          name: "register of \(entry.chargePoint)", unit: "kWh", isStepped: false,
          points: reads.map {
            (Double($0.reading.instant.seconds), Double($0.reading.register.microwattHours) / 1e9)
          }))
    }
    evidence.tables.append(
      EvidenceTable(
        title: "Units: meter ids",
        columns: ["Meter id", "Charge point", "Connector", "CMS unit", "Sub-meter", "MPAN", "Readings"],
        rows: register.entries.enumerated().map { index, entry in
          [
            entry.meterID, entry.chargePoint, "\(entry.connector)", entry.unitReference, entry.subMeter,
            "\(entry.mpan)",
            "\(outcomes[index].count)",
          ]
        }))
    return rawFiles()
  }

  private mutating func rawFiles() -> [String: Data] {
    var files: [String: Data] = [:]
    files["frames.log"] = Data(
      transmissions.map { "\(NeutralEventLog.stamp($0.deliveredAt)) \($0.chargePoint) \($0.frame)\n" }
        .joined().utf8)
    let events = transmissions.compactMap { message -> MeterLogEvent? in
      guard let index = register.index(chargePoint: message.chargePoint, connector: message.connector) else {
        return nil
      }
      let quality = message.reading.quality
      return MeterLogEvent(
        unitReference: register.entries[index].unitReference,
        milliseconds: message.reading.instant.nanoseconds / 1_000_000, kind: .register,
        value: message.reading.register.microwattHours, context: "\(message.reading.context)",
        information: (quality.contains(.clockUnsynchronised) ? "U" : "")
          + (quality.contains(.replayed) ? "R" : ""))
    }
    files["events.csv"] = Data(NeutralEventLog.text(events).utf8)
    files["meter_ids.csv"] = Data(register.text.utf8)
    files["half_hours.csv"] = Data(
      (["meter_id,start_utc,wh,indicator,revision,flags"]
        + issued.map { meter, period in
          "\(register.entries[Int(meter)].meterID),\(UTCStamp.iso(Int64(period.startSeconds))),\(period.wattHours),\(period.isActual ? "A" : "E"),\(period.revision),\(period.flags.rawValue)"
        }).joined(separator: "\n").appending("\n").utf8)
    evidence.rawFiles = files.keys.sorted()
    return files
  }
}
