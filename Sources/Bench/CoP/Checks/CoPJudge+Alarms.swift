import Instation

extension CoPJudge {
  /// A flag by the number of its bit.
  func flag(_ bit: Int) -> [CoPFinding] {
    let name = CoPRules.flagNames[bit]
    guard let reading = seen.profile?.reading, let place = reading.flagPlace else {
      return [.notRun("this meter's flags are not known: no column 0.0.96.10.1")]
    }
    var findings: [CoPFinding] = []
    let mask = Int64(1) << Int64(bit)
    let flagged = reading.rows.filter { ($0.cells[place] ?? 0) & mask != 0 }
    if let last = flagged.last {
      let isOver = reading.rows.last.map { $0.startSeconds > last.startSeconds } ?? false
      findings.append(
        isOver
          ? CoPFinding(true, "\(name) in \(flagged.count) stored periods, cleared after each")
          : .notRun("\(name) is set up to the newest row: its condition may still hold"))
    }
    return findings + trial(bit, mask, name)
  }

  private func trial(_ bit: Int, _ mask: Int64, _ name: String) -> [CoPFinding] {
    guard let trial = seen.trials.conditions[bit], let period = seen.profile?.period else {
      guard let reason = seen.reasons["ALM-\(bit + 1)"] else { return [] }
      return [.notRun(reason)]
    }
    let flags = seen.trials.flags
    guard let during = flags[trial.periodEnd], let after = flags[trial.periodEnd + period] else {
      return [.notRun("the rows of the trial did not come")]
    }
    let before = flags[trial.periodEnd - period] ?? 0
    let isRight = during & mask != 0
    let isAlone = before & mask == 0 && after & mask == 0
    let survives = seen.trials.flagsAgain[trial.periodEnd] == during
    var faults: [String] = []
    if !isRight { faults.append("\(name) missing in the right period (\(CoPFlags.names(during)))") }
    if before & mask != 0 { faults.append("\(name) already in the period before") }
    if after & mask != 0 { faults.append("\(name) does not clear") }
    if !survives { faults.append("changed by reading") }
    return [
      CoPFinding(
        isRight && isAlone && survives,
        faults.isEmpty
          ? "forced by \(trial.by): right period, read twice, cleared" : faults.joined(separator: ", "))
    ]
  }

  func supplyFailure() -> [CoPFinding] {
    guard let outage = seen.trials.outage else { return [] }
    let hasRows = outage.energies.allSatisfy { $0 == nil || $0 == 0 }
    let isVisible =
      outage.energies.contains { $0 == nil } || (outage.countAfter ?? 0) > (outage.countBefore ?? 0)
    let isRight = abs(outage.movedSeconds) + outage.uncertainty <= options.timeLimitSeconds
    var words = [
      "\(outage.energies.count) periods \(hasRows ? "missing or zero" : "with energy")",
      isVisible ? "outage visible" : "outage NOT visible",
      "clock moved \(CoPNumber.text(outage.movedSeconds)) s",
    ]
    if let before = outage.countBefore, let after = outage.countAfter {
      words.append("failures counted \(before) to \(after)")
    }
    return [
      CoPFinding(
        hasRows && isVisible && isRight, words.joined(separator: ", "),
        uncertainty: CoPNumber.text(outage.uncertainty))
    ]
  }
}
