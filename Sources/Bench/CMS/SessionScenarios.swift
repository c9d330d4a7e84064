import Foundation
import MeterCore
import Settlement

/// Scenarios of sessions on a healthy system: S1, S6 to S9, S16.
enum SessionScenarios {
  static let all = [onAndOff, twoSessions, acrossBoundary, acrossMidnight, clockChange, idle]

  static let onAndOff = Scenario(
    id: "S1", title: "On and off: steady load of more than an hour", origin: Scenario.fromSeed,
    purpose:
      "A session is started, the register read at its start, after one hour of steady load and at its end; the reads stand in for screenshots of the platform. The half hours follow the load.",
    fault: "the register counts 5 % less than was supplied", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    let (on, off) = (bench.at(10, 12), bench.at(11, 27))
    let plan = LoadPlan([.init(bench.at(9), 0), .init(on, 7_200), .init(off, 0)], end: bench.at(13))
    var behaviour = SourceBehaviour()
    if isFaulty { behaviour.registerPercent = 95 }
    bench.evidence.steps.append(
      "\(UTCStamp.iso(bench.at(9))): \(unit.entry.chargePoint) connected, no session")
    bench.play(plan, on: unit, behaviour)
    let start = bench.noteRead(unit, "Start read, session started", at: on) ?? 0
    let hour = bench.noteRead(unit, "Read after one hour of 7200 W", at: on + 3600) ?? 0
    let end = bench.noteRead(unit, "Final read, session stopped", at: off) ?? 0
    let limit = bench.policy.accuracyLimit
    for (name, found, expected) in [
      ("energy of the first hour", hour - start, 7200 as Int64), ("energy of the session", end - start, 9000),
    ] {
      // A periodic reading is at most one interval old: its energy is allowed for.
      let allowed = limit.value / 100 * Double(expected) + 7_200 / 60 + 1
      bench.evidence.checks.append(
        EvidenceCheck(
          "\(unit.entry.meterID): \(name)", expected: "\(expected) Wh", found: "\(found) Wh",
          limit: String(format: "%.0f Wh: %@ and one reading interval", allowed, limit.text),
          isPassed: abs(Double(found - expected)) <= allowed))
    }
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
    bench.checkIndicators(
      unit, "all half hours actual", starts: Array(stride(from: bench.at(9), to: bench.at(13), by: 1800)),
      expected: "A")
  }

  static let twoSessions = Scenario(
    id: "S6", title: "Two sessions in one half hour", origin: Scenario.own,
    purpose: "Two short sessions with a pause between them fall into one settlement period; both count.",
    fault: "the register does not count in the second session", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    let plan = LoadPlan(
      [
        .init(bench.at(14), 0), .init(bench.at(14, 2), 11_000), .init(bench.at(14, 9), 0),
        .init(bench.at(14, 15), 7_000), .init(bench.at(14, 27), 0),
      ], end: bench.at(15, 30))
    var behaviour = SourceBehaviour()
    if isFaulty { behaviour.blind = [bench.at(14, 15)..<bench.at(14, 27)] }
    bench.play(plan, on: unit, behaviour)
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
    bench.checkIndicators(unit, "half hour actual", starts: [bench.at(14)], expected: "A")
  }

  static let acrossBoundary = Scenario(
    id: "S7", title: "A session across the end of a half hour", origin: Scenario.own,
    purpose:
      "A session begins in one settlement period and ends in the next but one; its energy is divided at the boundaries, where no reading falls.",
    fault: "the charge point reports only every two hours", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    let plan = LoadPlan(
      [.init(bench.at(8), 0), .init(bench.at(8, 21), 7_400), .init(bench.at(9, 11), 0)], end: bench.at(10, 30)
    )
    var behaviour = SourceBehaviour()
    behaviour.alignedInterval = 0
    if isFaulty {
      behaviour.sampleInterval = 7_200
      // Not even the session's ends are reported.
      bench.setPlan(plan, of: unit)
      var sparse = behaviour
      sparse.offline = [bench.at(8, 1)..<bench.at(10, 29)]
      sparse.losesKept = true
      bench.play(plan, on: unit, sparse)
    } else {
      bench.play(plan, on: unit, behaviour)
    }
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
    bench.checkIndicators(
      unit, "half hours of the session actual", starts: [bench.at(8), bench.at(8, 30), bench.at(9)],
      expected: "A")
  }

  static let acrossMidnight = Scenario(
    id: "S8", title: "A session across midnight UTC", origin: Scenario.own,
    purpose:
      "A reading at 00:00:00 closes period 48 of the day before; the session is divided between two dates.",
    fault: "the charge point stamps its readings in local summer time", date: FlowDate("20260707")!
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    let plan = LoadPlan(
      [.init(bench.at(22), 0), .init(bench.at(23, 20), 7_000), .init(bench.at(24, 40), 0)], end: bench.at(26))
    var behaviour = SourceBehaviour()
    if isFaulty { behaviour.clockOffset = 3600 }
    bench.play(plan, on: unit, behaviour)
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
    let first = bench.day(bench.date)
    let second = bench.day(FlowDate(days: bench.date.days + 1))
    bench.evidence.checks.append(
      EvidenceCheck(
        "energy of period 48 of \(bench.date.dashed) and period 1 of the next date",
        expected: "3500 and 3500 Wh",
        found: "\(first.periods[47].wattHours) and \(second.periods[0].wattHours) Wh",
        limit: "2 Wh (resolution)",
        isPassed: abs(first.periods[47].wattHours - 3500) <= 2 && abs(second.periods[0].wattHours - 3500) <= 2
      ))
  }

  static let clockChange = Scenario(
    id: "S9", title: "Clock-change days", origin: Scenario.own,
    purpose:
      "On both days of the clock change there are 48 half hours in UTC, and 46 and 50 in local settlement days; the energy is the same.",
    fault: "the charge point stamps its readings in local time", date: FlowDate("20260328")!
  ) { bench, isFaulty in
    guard let zone = LocalSettlementDays(zone: "Europe/London") else {
      bench.evidence.checks.append(
        EvidenceCheck(
          "time zone database", expected: "Europe/London", equals: "not installed: install tzdata"))
      return
    }
    for (date, wanted) in [(FlowDate("20260329")!, 46), (FlowDate("20261025")!, 50)] {
      let unit = bench.addUnits(1)[0]
      let start = date.startSeconds - 86_400
      var steps = [LoadPlan.Step(start, 0)]
      for day in 0..<3 as Range<Int64> {
        steps.append(.init(start + day * 86_400 + 1_800, 3_600))
        steps.append(.init(start + day * 86_400 + 2 * 3600, 0))
      }
      var behaviour = SourceBehaviour()
      behaviour.sampleInterval = 300
      if isFaulty { behaviour.clockOffset = 3600 }
      bench.play(LoadPlan(steps, end: start + 3 * 86_400), on: unit, behaviour)
      bench.checkHalfHours(unit)
      bench.checkSum(unit)
      let values = bench.halfHours(unit)
      let utc = (0..<3).map { day in
        SettledDay(
          date: FlowDate(days: date.days - 1 + day),
          periods: (0..<48).map { period in
            let value = values[start + Int64(day) * 86_400 + Int64(period) * 1800]
            return SettledPeriod(
              wattHours: value?.wattHours ?? 0, indicator: value?.isActual == true ? .actual : .estimated)
          })
      }
      let local = zone.days(utc).first { $0.date == date }
      bench.evidence.checks.append(
        EvidenceCheck("\(date.dashed): half hours in UTC", expected: "48", equals: "\(utc[1].periods.count)"))
      bench.evidence.checks.append(
        EvidenceCheck(
          "\(date.dashed): half hours in local time", expected: "\(wanted)",
          equals: "\(local?.periods.count ?? 0)"))
      // Load runs from 00:30 to 02:00 UTC: the same energy in either day.
      bench.evidence.checks.append(
        EvidenceCheck(
          "\(date.dashed): energy of the local day", expected: "5400 Wh",
          found: "\(local?.wattHours ?? 0) Wh",
          limit: "2 Wh (resolution)", isPassed: abs((local?.wattHours ?? 0) - 5400) <= 2))
    }
  }

  static let idle = Scenario(
    id: "S16", title: "Idle standing load", origin: Scenario.own,
    purpose:
      "Twelve hours without a session: the charge point's own 6 W are metered, half hour by half hour.",
    fault: "the register does not count loads below 10 W", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    var behaviour = SourceBehaviour()
    behaviour.sampleInterval = 0
    if isFaulty { behaviour.startingLoad = 10 }
    bench.play(LoadPlan([.init(bench.at(0), 6)], end: bench.at(12)), on: unit, behaviour)
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
    bench.checkIndicators(
      unit, "all half hours actual", starts: Array(stride(from: bench.at(0), to: bench.at(12), by: 1800)),
      expected: "A")
  }
}
