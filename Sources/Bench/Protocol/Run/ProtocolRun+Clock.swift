import Foundation
import Instation

extension ProtocolRun {
  /// Puts the clock wrong by `off` seconds, in a part of a period that it does not leave where the period is long enough;
  /// returns the meter's times before and after.
  private func putClockWrong(_ off: Int64) throws -> (before: Int64, offset: Double) {
    let period = try line.period()
    let room = abs(off) + 30
    if period >= 2 * room {
      let place = try line.meterSeconds() % period
      if place < room || place > period - room { try line.wait(seconds: (room - place + period) % period) }
    }
    let before = try line.meterSeconds()
    state.disturbedAt = before
    try keep()
    guard try line.setClock(step: off) else {
      throw MeterReadError(
        .configuration, doing: "putting the clock wrong", came: "refused",
        likely: "level 2 may not set the clock of this meter, or the step is too large for it")
    }
    notes.append("put the clock \(off) s from UTC")
    return (before, try line.offset().offset)
  }

  /// DR3-1: reset with a wrong password.
  func resetClockWrongly(_ test: inout EvidenceCase, _ step: ProtocolStep) throws {
    try waitForQuiet()
    let wrong = try putClockWrong(-600)
    let isSet = try line.setClock(step: 0, password: line.wrongPassword)
    let after = try line.offset()
    notes.append("tried to reset it with a wrong password")
    test.checks.append(
      check("reset", "refused", isSet ? "ACCEPTED" : "refused", !isSet, step.source))
    let moved = after.offset - wrong.offset
    test.checks.append(
      check(
        "clock", "unchanged", "moved \(CoPNumber.text(moved)) s, now \(CoPNumber.text(after.offset)) s off",
        abs(moved) < 2, step.source))
    _ = try line.setClock(step: 0)
    notes.append("reset it with the right password")
  }

  /// DR3-2 and DR3-3: reset with the right password.
  func resetClock(_ test: inout EvidenceCase, _ step: ProtocolStep, off: Int64) throws {
    try waitForQuiet()
    let period = try line.period()
    let wrong = try putClockWrong(off)
    let inBetween = try line.meterSeconds()
    let isSet = try line.setClock(step: 0)
    let after = try line.offset()
    let now = try line.meterSeconds()
    notes.append("reset it with the right password")
    test.checks.append(
      check(
        "clock before the reset", "\(off) s from UTC", "\(CoPNumber.text(wrong.offset)) s",
        abs(wrong.offset - Double(off)) < 20, step.source))
    test.checks.append(check("reset", "accepted", isSet ? "accepted" : "REFUSED", isSet, step.source))
    var clock = check(
      "clock", "UTC",
      "\(CoPNumber.text(after.offset)) s off, U \(CoPNumber.text(after.uncertainty)) s",
      abs(after.offset) + after.uncertainty <= setUp.clockLimit, step.source)
    clock.limit = "\(CoPNumber.text(setUp.clockLimit)) s (M-L: to be checked against the code)"
    test.checks.append(clock)
    let ends = Set([wrong.before, inBetween, now].map { $0 - $0 % period + period }).sorted()
    state.disturbedAt = max(now, inBetween)
    test.checks += try flagChecks(["TIM", "TRU"], periods: ends, isAny: true, period)
  }
}
