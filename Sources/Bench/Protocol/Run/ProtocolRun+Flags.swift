import COSEM
import Foundation
import Instation

extension ProtocolRun {
  /// Waits until the present period and the one before it bear no mark of an earlier step, with most of the present one left.
  func waitForQuiet() throws {
    let period = try line.period()
    let now = try line.meterSeconds()
    var earliest = now % period > period / 2 ? now - now % period + period : now
    if let last = state.disturbedAt {
      earliest = max(earliest, last - last % period + 2 * period)
    }
    guard earliest > now else { return }
    observer?.take(.progress(id: state.begun ?? "", text: "waiting for a quiet period", share: nil))
    try line.wait(seconds: earliest - now + 30)
  }

  /// Begins a condition and ends it inside one period; the period's end, nil where it cannot be made.
  private func make(_ condition: ProtocolCondition, _ test: inout EvidenceCase, _ source: String) throws
    -> Int64?
  {
    let period = try line.period()
    for _ in 0..<3 {
      let now = try line.meterSeconds()
      let end = now - now % period + period
      state.disturbedAt = now
      try keep()
      observer?.take(.waiting(id: state.begun ?? "", instruction: condition.action))
      var answer = hands.begin(condition, secondsLeft: end - now)
      if answer == .done {
        notes.append("\(UTCText.of(try line.meterSeconds())): \(condition.action) (\(hands.name))")
        let held = try line.meterSeconds()
        if held < end { try line.wait(seconds: min(period / 4, max((end - held) / 2, 0))) }
        let left = try end - line.meterSeconds()
        observer?.take(.waiting(id: state.begun ?? "", instruction: condition.ending))
        answer = hands.end(condition, secondsLeft: left)
      }
      if case .cannot(let reason) = answer {
        test.checks.append(check(condition.action, "made", "\(hands.name): \(reason)", nil, source))
        return nil
      }
      guard answer == .done else { throw ProtocolPause() }
      let over = try line.meterSeconds()
      state.disturbedAt = over
      notes.append("\(UTCText.of(over)): \(condition.ending)")
      if over < end { return end }
      notes.append("too late for the period that ended at \(UTCText.of(end)): begun anew")
      try waitForQuiet()
    }
    test.checks.append(
      check(condition.action, "within one period", "three attempts crossed the end of a period", nil, source))
    return nil
  }

  /// DR4-1a: the phases, one after the other.
  func failPhases(_ test: inout EvidenceCase, _ step: ProtocolStep) throws {
    try waitForQuiet()
    let period = try line.period()
    var ends: [Int64] = []
    for phase in 1...3 {
      if phase > 1 { try line.wait(seconds: period - (try line.meterSeconds()) % period + 30) }
      guard let end = try make(.phase(phase), &test, step.source) else { return }
      ends.append(end)
    }
    let areConsecutive = zip(ends, ends.dropFirst()).allSatisfy { $1 - $0 == period }
    test.checks.append(
      check(
        "periods", "consecutive", ends.map(UTCText.of).joined(separator: ", "), areConsecutive ? true : nil,
        step.source))
    test.checks += try flagChecks(["PF"], periods: ends, period)
  }

  /// DR4-2, DR4-3, DR4-5 by somebody's hands, DR4-4 by level 3.
  func makeCondition(_ test: inout EvidenceCase, _ step: ProtocolStep) throws {
    try waitForQuiet()
    let period = try line.period()
    let end: Int64
    if step.kind == .dataChange {
      let now = try line.meterSeconds()
      state.disturbedAt = now
      try keep()
      let isDone = try line.writePeriod(period)
      notes.append("\(UTCText.of(now)): wrote the period of \(period) s as it is, with level 3")
      test.checks.append(
        check("change of data", "accepted from level 3", isDone ? "accepted" : "REFUSED", isDone, step.source)
      )
      end = now - now % period + period
    } else {
      let condition: ProtocolCondition =
        step.flag == "BAT" ? .battery : step.flag == "RST" ? .reset : .reverse
      guard let made = try make(condition, &test, step.source) else { return }
      end = made
    }
    test.checks += try flagChecks([step.flag ?? ""], periods: [end], period)
  }

  /// Waits for the period after `periods`, reads their rows twice and judges the flags. `isAny`: one of the periods must show
  /// them (a clock step may end or leave a period), else each.
  func flagChecks(
    _ names: [String], periods: [Int64], isAny: Bool = false, _ period: Int64
  ) throws -> [EvidenceCheck] {
    guard let first = periods.first, let last = periods.last else { return [] }
    try line.wait(seconds: max(last + period + 20 - (try line.meterSeconds()), 0))
    let span = first - 2 * period...last
    let reading = try line.rows(span)
    let again = try line.rows(span)
    raw["flags.csv"] = Data(ProtocolCollection(reading).csv.utf8)
    guard let place = reading.flagPlace else {
      return names.map {
        check(
          "flag \($0)", "shown", "this meter's flags are not known: no column 0.0.96.10.1", nil, "S5* S6*")
      }
    }
    func flags(_ reading: ProfileReading) -> [Int64: Int64] {
      Dictionary(reading.rows.map { ($0.startSeconds + period, $0.cells[place] ?? 0) }) { $0 | $1 }
    }
    let found = flags(reading)
    var checks: [EvidenceCheck] = []
    for name in names {
      let mask = Int64(1) << Int64(CoPRules.flagNames.firstIndex(of: name) ?? 0)
      let shown = periods.filter { (found[$0] ?? 0) & mask != 0 }
      let neighbours = [first - period, last + period].filter { (found[$0] ?? 0) & mask != 0 }
      let isGood = (isAny ? !shown.isEmpty : shown.count == periods.count) && neighbours.isEmpty
      let text =
        shown.isEmpty ? "not shown" : "shown in \(shown.map(UTCText.of).joined(separator: ", "))"
      let more =
        neighbours.isEmpty
        ? "clear before and after" : "also in \(neighbours.map(UTCText.of).joined(separator: ", "))"
      checks.append(
        check(
          "flag \(name)", "in \(periods.map(UTCText.of).joined(separator: ", ")), clear before and after",
          "\(text); \(more)", isGood, "S5* S6*"))
    }
    let isKept = flags(again) == found
    checks.append(
      check("flags after reading", "unchanged", isKept ? "unchanged" : "CHANGED", isKept, "S5* S6*"))
    return checks
  }

  /// DR4-1b: the supply away over two whole periods.
  func failSupply(_ test: inout EvidenceCase, _ step: ProtocolStep) throws {
    try waitForQuiet()
    let period = try line.period()
    let failures = OBIS(0, 0, 96, 7, 0)
    let countBefore = try line.value(failures)
    let clockBefore = try line.offset()
    let now = try line.meterSeconds()
    let end = now - now % period + period
    state.disturbedAt = now
    try keep()
    observer?.take(.waiting(id: step.id, instruction: ProtocolCondition.supply.action))
    var answer = hands.begin(.supply, secondsLeft: end - now)
    if answer == .done {
      // The meter may not answer meanwhile: this machine's clock counts.
      notes.append("\(UTCText.of(line.wallSeconds)): \(ProtocolCondition.supply.action) (\(hands.name))")
      let until = Double(end + 2 * period) - clockBefore.offset + 30
      try line.wait(seconds: Int64(until) - line.wallSeconds)
      observer?.take(.waiting(id: step.id, instruction: ProtocolCondition.supply.ending))
      answer = hands.end(.supply, secondsLeft: period - 30)
    }
    if case .cannot(let reason) = answer {
      test.checks.append(
        check("supply", "switched off", "\(hands.name): \(reason)", nil, step.source))
      return
    }
    guard answer == .done else { throw ProtocolPause() }
    notes.append("\(UTCText.of(line.wallSeconds)): \(ProtocolCondition.supply.ending)")
    let clock = try line.offset()
    let back = try line.meterSeconds()
    state.disturbedAt = back
    try line.wait(seconds: back - back % period + period + 20 - back)
    let ends = [end + period, end + 2 * period]
    let reading = try line.rows(end - 2 * period...ends[1])
    let energies: [Int64?] = ends.map { end in
      reading.rows.first { $0.startSeconds + period == end }.map { row in
        reading.intervals.reduce(0) { $0 + (row.cells[$1.place] ?? 0) }
      }
    }
    let countAfter = try line.value(failures)
    let isVisible = energies.contains { $0 == nil } || (countAfter ?? 0) > (countBefore ?? 0)
    let hasNone = energies.allSatisfy { $0 == nil || $0 == 0 }
    let words = energies.map { $0.map { "\($0)" } ?? "no row" }.joined(separator: ", ")
    test.checks.append(
      check("the two periods", "no row, or no energy", words, hasNone, step.source))
    test.checks.append(
      check(
        "outage", "visible",
        "failures counted \(countBefore.map(String.init) ?? "-") to \(countAfter.map(String.init) ?? "-")",
        isVisible,
        step.source))
    let moved = clock.offset - clockBefore.offset
    let doubt = clock.uncertainty + clockBefore.uncertainty
    var right = check(
      "clock", "right after it", "moved \(CoPNumber.text(moved)) s, U \(CoPNumber.text(doubt)) s",
      abs(moved) + doubt <= setUp.clockLimit, step.source)
    right.limit = "\(CoPNumber.text(setUp.clockLimit)) s (M-L: to be checked against the code)"
    test.checks.append(right)
    test.checks.append(try compareWithFirst("data kept", step.source))
  }
}
