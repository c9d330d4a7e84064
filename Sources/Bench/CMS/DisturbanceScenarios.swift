import Foundation
import MeterCore
import Settlement

/// Scenarios of failures: S4, S5, S10 to S13.
enum DisturbanceScenarios {
  static let all = [controlFailure, revisedData, clockDrift, lateReplay, brokenRegister, disorder]

  private static func starts(_ from: Int64, _ to: Int64) -> [Int64] {
    Array(stride(from: from, to: to, by: 1800))
  }

  static let controlFailure = Scenario(
    id: "S4", title: "Control failure for multiple CMS Unit References", origin: Scenario.fromSpecification,
    purpose:
      "Three of five units are out of reach for three hours and their readings are lost. Their half hours are estimated from the registers before and after and say so; the other units are not touched.",
    fault: "the system fills in the last reading as if it had been read", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let units = bench.addUnits(5)
    let outage = bench.at(9, 40)..<bench.at(12, 40)
    let plan = LoadPlan(
      [.init(bench.at(8), 0), .init(bench.at(8, 30), 7_000), .init(bench.at(14), 0)], end: bench.at(15))
    bench.evidence.steps.append("Units 1 to 3 out of reach from 09:40 to 12:40 UTC, steady load of 7000 W")
    for (index, unit) in units.enumerated() {
      var behaviour = SourceBehaviour()
      if index < 3 {
        behaviour.offline = [outage]
        behaviour.losesKept = true
        behaviour.fillsWithLast = isFaulty
      }
      bench.play(plan, on: unit, behaviour)
    }
    let affected = starts(bench.at(9, 30), bench.at(12, 30) + 1)
    for (index, unit) in units.enumerated() {
      bench.checkHalfHours(unit)
      bench.checkSum(unit)
      if index < 3 {
        bench.checkIndicators(unit, "half hours of the failure estimated", starts: affected, expected: "E")
      } else {
        bench.checkIndicators(unit, "half hours not touched", starts: affected, expected: "A")
      }
    }
    let day = bench.day(bench.date)
    bench.evidence.checks.append(
      EvidenceCheck(
        "sum of all units: indicator of 10:00", expected: "E", equals: day.periods[20].indicator.rawValue))
  }

  static let revisedData = Scenario(
    id: "S5", title: "Revised data after control failure (following day)", origin: Scenario.fromSpecification,
    purpose:
      "The readings that a unit kept while it was out of reach arrive the next day. Its half hours are issued again with a higher revision, now actual, and only the days that changed are sent again.",
    fault: "the kept readings never arrive", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    // The load changes while nobody listens, so the estimate is wrong.
    let plan = LoadPlan(
      [.init(bench.at(8), 0), .init(bench.at(10), 7_000), .init(bench.at(11), 0)], end: bench.at(15))
    var behaviour = SourceBehaviour()
    behaviour.offline = [bench.at(9, 10)..<bench.at(13, 10)]
    behaviour.replayAt = bench.at(33)
    behaviour.losesKept = isFaulty
    bench.play(plan, on: unit, behaviour)
    let firstReplay = bench.transmissions.firstIndex { $0.reading.quality.contains(.replayed) }
    let after = bench.halfHours(unit)
    // As it was sent on the first day: the first revision of each half hour.
    let first = bench.issued.filter { $0.period.revision == 1 }.count
    let before = bench.day(bench.date, before: first)
    let revised = bench.day(bench.date)
    let mpan = unit.entry.mpan
    var ledger = SubmissionLedger()
    let day = bench.date
    _ = ledger.record(mpan: mpan, day: before, version: 1)
    let decision = ledger.decision(
      mpan: mpan, day: revised, today: FlowDate(days: day.days + 1),
      cutOffDays: Int(bench.policy.lateDataCutOff.value))
    bench.evidence.steps.append(
      "Sent on \(day.dashed): \(before.wattHours) Wh; replay on the next day: \(firstReplay == nil ? "nothing" : "kept readings"); changed periods \(SubmissionLedger.difference(before, revised))"
    )
    bench.evidence.checks.append(
      EvidenceCheck("decision for the day", expected: "revised(version: 2)", equals: "\(decision)"))
    bench.evidence.checks.append(
      EvidenceCheck(
        "decision for the day once more", expected: "unchanged(version: 2)",
        equals: {
          _ = ledger.record(mpan: mpan, day: revised, version: 2)
          return
            "\(ledger.decision(mpan: mpan, day: revised, today: FlowDate(days: day.days + 1), cutOffDays: 14))"
        }()))
    bench.evidence.checks.append(
      EvidenceCheck(
        "revision of 10:00", expected: "above 1", found: "\(after[bench.at(10)]?.revision ?? 0)",
        isPassed: (after[bench.at(10)]?.revision ?? 0) > 1))
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
    bench.checkIndicators(
      unit, "half hours of the failure actual after the revision",
      starts: starts(bench.at(9), bench.at(13, 1)), expected: "A")
  }

  static let clockDrift = Scenario(
    id: "S10", title: "Clock of the charge point drifts", origin: Scenario.own,
    purpose:
      "One charge point is 5 s ahead, within the limit: its half hours stay actual. Another is 90 s ahead, beyond it: its half hours are marked as estimates.",
    fault: "the offset beyond the limit is not seen", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let units = bench.addUnits(2)
    let plan = LoadPlan(
      [.init(bench.at(10), 0), .init(bench.at(10, 10), 7_000), .init(bench.at(11, 40), 0)], end: bench.at(13))
    let session = starts(bench.at(10, 30), bench.at(11, 31))
    for (unit, offset) in zip(units, [5, 90] as [Int64]) {
      var behaviour = SourceBehaviour()
      behaviour.clockOffset = offset
      behaviour.isOffsetKnown = Double(offset) > bench.policy.clockLimit.value && !isFaulty
      bench.evidence.steps.append(
        "\(unit.entry.chargePoint): clock \(offset) s ahead, limit \(bench.policy.clockLimit.text)")
      bench.play(plan, on: unit, behaviour)
      bench.checkSum(unit)
    }
    bench.checkIndicators(units[0], "offset within the limit: actual", starts: session, expected: "A")
    bench.checkIndicators(units[1], "offset beyond the limit: estimated", starts: session, expected: "E")
  }

  static let lateReplay = Scenario(
    id: "S11", title: "Loss of communication with late replay", origin: Scenario.own,
    purpose:
      "The charge point keeps its readings for two hours and sends them when it is back, with their own times; nothing is lost and nothing is moved.",
    fault: "kept readings are stamped with the time of their delivery", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    let plan = LoadPlan(
      [.init(bench.at(9), 0), .init(bench.at(9, 50), 7_000), .init(bench.at(10, 50), 0)], end: bench.at(13))
    var behaviour = SourceBehaviour()
    behaviour.offline = [bench.at(9, 40)..<bench.at(11, 40)]
    behaviour.stampsDelivery = isFaulty
    bench.play(plan, on: unit, behaviour)
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
    bench.checkIndicators(
      unit, "all half hours actual", starts: starts(bench.at(9), bench.at(13)), expected: "A")
  }

  static let brokenRegister = Scenario(
    id: "S12", title: "Register reset, roll-over and exchange of the meter", origin: Scenario.own,
    purpose:
      "One register rolls over, one is set to zero between sessions, one meter is exchanged with both readings noted. No energy is lost or made; the reset is marked.",
    fault: "the exchange is noted with a wrong final reading", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let plan = LoadPlan(
      [
        .init(bench.at(9), 0), .init(bench.at(9, 10), 7_200), .init(bench.at(10, 10), 0),
        .init(bench.at(10, 40), 7_200), .init(bench.at(11, 40), 0),
      ], end: bench.at(12, 30))
    let rolling = bench.addUnits(1, rollsOverAt: 100_000)[0]
    var behaviour = SourceBehaviour()
    behaviour.initialRegister = 95_000
    behaviour.rollsOverAt = 100_000
    bench.play(plan, on: rolling, behaviour)
    bench.checkHalfHours(rolling)
    bench.checkOutcomes(rolling, "roll-overs seen", [.rolledOver], expected: "1") { $0 == 1 }

    let resetting = bench.addUnits(1)[0]
    behaviour = SourceBehaviour()
    behaviour.resetAt = bench.at(10, 20)
    bench.play(plan, on: resetting, behaviour)
    bench.checkHalfHours(resetting)
    bench.checkOutcomes(resetting, "resets seen", [.reset], expected: "1") { $0 == 1 }
    bench.checkIndicators(
      resetting, "half hour of the reset estimated", starts: [bench.at(10)], expected: "E")

    let exchanged = bench.addUnits(1)[0]
    let first = LoadPlan(Array(plan.steps.prefix(3)), end: bench.at(10, 20))
    let second = LoadPlan([.init(bench.at(10, 21), 0)] + plan.steps.suffix(2), end: plan.end)
    behaviour = SourceBehaviour()
    bench.play(first, on: exchanged, behaviour)
    let final = bench.noteRead(exchanged, "Last reading of the old meter", at: bench.at(10, 20)) ?? 0
    bench.exchange(exchanged, at: bench.at(10, 20, 30), final: final + (isFaulty ? 400 : 0), initial: 77)
    behaviour.initialRegister = 77
    bench.play(second, on: exchanged, behaviour)
    bench.setPlan(plan, of: exchanged)
    bench.checkHalfHours(exchanged)
    for unit in [rolling, resetting, exchanged] { bench.checkSum(unit) }
  }

  static let disorder = Scenario(
    id: "S13", title: "Frames twice and out of order", origin: Scenario.own,
    purpose: "Every fifth frame comes twice and every seventh late; the half hours are the same as without.",
    fault: "frames out of order carry each other's stamps", date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    let plan = LoadPlan(
      [.init(bench.at(9), 0), .init(bench.at(9, 20), 7_000), .init(bench.at(10, 50), 0)], end: bench.at(12))
    var behaviour = SourceBehaviour()
    behaviour.duplicateEvery = 5
    behaviour.disorderEvery = 7
    behaviour.swapsStamps = isFaulty
    bench.play(plan, on: unit, behaviour)
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
    bench.checkOutcomes(
      unit, "readings refused as contradictory", [.contradictory, .implausible, .held], expected: "0"
    ) { $0 == 0 }
    bench.checkOutcomes(unit, "duplicates recognised", [.duplicate], expected: "more than 0") { $0 > 0 }
    bench.checkOutcomes(unit, "late readings placed", [.bookedLate], expected: "more than 0") { $0 > 0 }
    bench.checkIndicators(
      unit, "all half hours actual", starts: starts(bench.at(9), bench.at(12)), expected: "A")
  }
}
