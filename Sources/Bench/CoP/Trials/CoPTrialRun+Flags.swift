import COSEM
import Instation

extension CoPTrialRun {
  /// The clock put 10 minutes wrong both ways inside one period, and reset each time.
  func tryClock() throws(MeterReadError) {
    let period = collector.period
    let step = min(CoPBenchSetUp.largestClockStep, period / 2 - 60)
    guard step >= 60 else { return }
    // A period of its own, that the step does not leave, after one in which nothing was changed.
    try waitForNextPeriod(period)
    try waitForNextPeriod(period)
    try waitInPeriod(period, from: step + 30, to: period - step - 30)
    let end = try meterSeconds()
    trials.clockStepPeriodEnd = end - (end - gridShift) % period + period
    for direction in [-step, step] {
      guard try setClock(level: 2, step: direction) else {
        trials.clockSteps.append(
          CoPTrials.ClockStep(
            stepSeconds: direction, isWrongRefused: true, movedByWrong: 0, offset: .infinity, uncertainty: 0))
        continue
      }
      let before = try offset().offset
      let isSet = try setClock(level: 2, password: setUp.wrong(2))
      let moved = try offset().offset - before
      _ = try setClock(level: 2)
      let after = try offset()
      trials.clockSteps.append(
        CoPTrials.ClockStep(
          stepSeconds: direction, isWrongRefused: !isSet, movedByWrong: moved, offset: after.offset,
          uncertainty: after.uncertainty))
    }
    if let end = trials.clockStepPeriodEnd {
      for bit in [3, 4] { trials.conditions[bit] = CoPTrials.FlagTrial(periodEnd: end, by: "clock steps") }
    }
  }

  /// Conditions in consecutive periods, each of a flag of its own; then the flags of all of them.
  func tryFlags() throws(MeterReadError) {
    let period = collector.period
    let first = trials.clockStepPeriodEnd
    try waitForNextPeriod(period)
    let attribute = periodAttribute
    let changed = try isDone(3) { (client) throws(MeterReadError) in
      try client.set(attribute, Self.periodData(period))
    }
    if changed {
      trials.conditions[5] = CoPTrials.FlagTrial(periodEnd: try periodEnd(), by: "a change of data")
    }
    if let conditions = setUp.conditions { try make(conditions, period) }
    try waitForNextPeriod(period)
    try waitForNextPeriod(period)
    let start: Int64
    if let first { start = first } else { start = try meterSeconds() }
    try readFlags(from: start - 2 * period)
  }

  private func make(_ conditions: any CoPConditions, _ period: Int64) throws(MeterReadError) {
    for bit in [0, 1, 2, 6, 7] {
      try waitForNextPeriod(period)
      collector.progress("bench: condition of \(CoPRules.flagNames[bit])")
      guard conditions.begin(flag: bit) else {
        collector.seen.reasons["ALM-\(bit + 1)"] = "\(conditions.name) cannot make it"
        continue
      }
      let end = try periodEnd()
      session.wait(seconds: period / 4)
      conditions.end(flag: bit)
      trials.conditions[bit] = CoPTrials.FlagTrial(periodEnd: end, by: conditions.name)
    }
    try waitForNextPeriod(period)
    collector.progress("bench: supply failure")
    let before = try failures()
    let clockBefore = try offset()
    guard conditions.dropSupply() else {
      collector.seen.reasons["ALM-9"] = "\(conditions.name) cannot drop the supply"
      return
    }
    // Two periods as a whole, after the rest of the present one.
    let end = try periodEnd()
    session.wait(seconds: 3 * period)
    conditions.restoreSupply()
    try waitForNextPeriod(period)
    let clock = try offset()
    trials.outage = CoPTrials.OutageTrial(
      periodEnds: [end + period, end + 2 * period], energies: [], countBefore: before,
      countAfter: try failures(),
      movedSeconds: clock.offset - clockBefore.offset,
      uncertainty: clock.uncertainty + clockBefore.uncertainty)
  }

  private func failures() throws(MeterReadError) -> Int64? {
    try session.talk { (client) throws(MeterReadError) in
      try client.value(1, OBIS(0, 0, 96, 7, 0), 2)?.integer
    }
  }

  /// Reads the rows of the trials twice.
  private func readFlags(from start: Int64) throws(MeterReadError) {
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(
      names: [collector.profileName], .between(start, try meterSeconds()))
    for turn in 0..<2 {
      guard let reading = try session.reader().read(request).profiles.first else { return }
      let period = reading.description.periodSeconds
      if let place = reading.flagPlace {
        var flags: [Int64: Int64] = [:]
        for row in reading.rows { flags[row.startSeconds + period] = row.cells[place] ?? 0 }
        if turn == 0 { trials.flags = flags } else { trials.flagsAgain = flags }
      }
      guard turn == 0, var outage = trials.outage else { continue }
      let intervals = reading.intervals
      outage.energies = outage.periodEnds.map { end in
        reading.rows.first { $0.startSeconds + period == end }.map { row in
          intervals.reduce(0) { $0 + (row.cells[$1.place] ?? 0) }
        }
      }
      trials.outage = outage
    }
  }

  // MARK: Periods

  /// Seconds by which the ends of periods miss the grid.
  private var gridShift: Int64 {
    guard let row = collector.seen.profile?.rows.last else { return 0 }
    return (row.startSeconds % collector.period + collector.period) % collector.period
  }

  /// End of the present period.
  private func periodEnd() throws(MeterReadError) -> Int64 {
    let now = try meterSeconds()
    return now - (now - gridShift) % collector.period + collector.period
  }

  /// Waits until the meter's time lies in a part of a period.
  private func waitInPeriod(_ period: Int64, from: Int64, to: Int64) throws(MeterReadError) {
    let place = (try meterSeconds() - gridShift) % period
    if (from...to).contains(place) { return }
    session.wait(seconds: (from - place + period) % period)
  }

  private func waitForNextPeriod(_ period: Int64) throws(MeterReadError) {
    session.wait(seconds: try periodEnd() - (try meterSeconds()) + 60)
  }
}
