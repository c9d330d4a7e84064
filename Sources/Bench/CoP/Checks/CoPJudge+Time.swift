import COSEM

extension CoPJudge {
  func clockOffset() -> [CoPFinding] {
    guard let clock = seen.clock else { return [] }
    let offset = Double(clock.offsetNanoseconds) / 1e9
    let uncertainty = Double(clock.uncertaintyNanoseconds) / 1e9
    guard clock.isHostSynchronised else {
      return [
        CoPFinding(
          outcome: .notRun("this machine's own clock is not synchronised: its offset tells nothing"),
          measured: "\(CoPNumber.text(offset)) s from this machine", uncertainty: CoPNumber.text(uncertainty))
      ]
    }
    return [
      CoPFinding(
        offset, within: options.timeLimitSeconds, uncertainty: uncertainty,
        "\(CoPNumber.text(offset)) s of limit \(CoPNumber.text(options.timeLimitSeconds)) s",
        advice: "the uncertainty is too large; use a faster line")
    ]
  }

  func clockDrift() -> [CoPFinding] {
    guard let fit = CoPDrift(seen.offsets) else { return [.notRun("takes hours: give --hours N")] }
    return [
      CoPFinding(
        fit.ppm, within: 11.6, uncertainty: fit.uncertaintyPPM,
        "\(CoPNumber.text(fit.ppm)) ppm over \(CoPNumber.text(fit.seconds / 3600)) h, \(seen.offsets.count) offsets",
        advice: "the uncertainty is too large; measure for more hours")
    ]
  }

  func rowSpacing() -> [CoPFinding] {
    guard let profile = seen.profile, profile.rows.count > 1 else { return [] }
    let flags = profile.reading.flagPlace
    var worst = 0.0
    var uneven = 0
    for (one, next) in zip(profile.rows, profile.rows.dropFirst()) {
      let spacing = next.startSeconds - one.startSeconds
      // Missing rows are the matter of another rule; they keep the grid.
      let rest = spacing % profile.period
      let error = min(rest, profile.period - rest)
      let isFlagged = [one, next].contains { row in
        flags.flatMap { row.cells[$0] }.map { $0 & 0x18 != 0 } ?? false
      }
      guard error > 0, !isFlagged else { continue }
      worst = max(worst, Double(error))
      if Double(error) > Double(profile.period) * 0.001 { uneven += 1 }
    }
    return [
      CoPFinding(
        uneven == 0,
        "largest unflagged deviation \(CoPNumber.text(worst)) s of limit \(CoPNumber.text(Double(profile.period) * 0.001)) s"
      )
    ]
  }

  func utcAllYear() -> [CoPFinding] {
    var findings: [CoPFinding] = []
    if let isEnabled = seen.isDaylightSavingEnabled {
      findings.append(CoPFinding(!isEnabled, isEnabled ? "daylight saving is on" : "daylight saving is off"))
    }
    if let zone = seen.timeZoneMinutes, zone != 0 {
      findings.append(CoPFinding(false, "time zone of \(zone) min"))
    }
    guard let profile = seen.profile else { return findings }
    let found = profile.reading.findings
    if found.hasDaylightSaving || found.deviations.contains(where: { $0 != 0 }) {
      findings.append(
        CoPFinding(
          false,
          "rows in local time (deviations \(found.deviations.map { "\($0)" }.joined(separator: ", ")) min)"))
    }
    var hasChangeDay = false
    let starts = Set(profile.rows.map(\.startSeconds))
    for day in Set(profile.rows.map { $0.startSeconds / 86_400 }).sorted() where Self.isChangeDay(day) {
      let midnight = day * 86_400
      guard starts.contains(where: { $0 < midnight }), starts.contains(where: { $0 >= midnight + 86_400 })
      else {
        continue
      }
      hasChangeDay = true
      let count = profile.rows.count { $0.startSeconds / 86_400 == day }
      let wanted = Int(86_400 / profile.period)
      findings.append(
        CoPFinding(
          count == wanted, "\(count) of \(wanted) rows on \(UTCText.of(midnight).prefix(10))"))
    }
    if !hasChangeDay { findings.append(.notRun("no change of local time among the rows read")) }
    return findings
  }

  /// The last Sundays of March and October.
  static func isChangeDay(_ day: Int64) -> Bool {
    let date = COSEMDateTime(utcSeconds: day * 86_400)
    return (date.month == 3 || date.month == 10) && date.weekday == 7 && date.day > 24
  }

  func clockByLevel1() -> [CoPFinding] {
    guard let attempt = seen.trials.clockByLevel1 else { return [] }
    let isStill = abs(attempt.movedSeconds) < 2
    return [
      CoPFinding(
        attempt.isRefused && isStill,
        (attempt.isRefused ? "refused" : "accepted")
          + ", clock moved by \(CoPNumber.text(attempt.movedSeconds)) s")
    ]
  }

  func clockByLevel2() -> [CoPFinding] {
    let steps = seen.trials.clockSteps
    guard !steps.isEmpty else { return [] }
    var findings = steps.map { step in
      let isRight = abs(step.offset) + step.uncertainty <= options.timeLimitSeconds
      return CoPFinding(
        step.isWrongRefused && abs(step.movedByWrong) < 2 && isRight,
        "\(step.stepSeconds) s: wrong password \(step.isWrongRefused ? "refused" : "ACCEPTED"), "
          + "moved \(CoPNumber.text(step.movedByWrong)) s; then \(CoPNumber.text(step.offset)) s off",
        uncertainty: CoPNumber.text(step.uncertainty))
    }
    if let end = seen.trials.clockStepPeriodEnd, let flags = seen.trials.flags[end] {
      findings.append(
        CoPFinding(
          flags & 0x18 == 0x18, "flags of the period: \(CoPFlags.names(flags))", part: "flags"))
    } else {
      findings.append(.notRun("the period's row shows no flags", part: "flags"))
    }
    return findings
  }
}

/// A line through offsets of a clock.
struct CoPDrift {
  /// Slope in parts per million, its uncertainty, and the time it was taken over.
  var ppm: Double
  var uncertaintyPPM: Double
  var seconds: Double

  /// The line of least squares; nil for fewer than three offsets.
  init?(_ offsets: [CoPOffset]) {
    guard offsets.count >= 3, let first = offsets.first, let last = offsets.last,
      last.atSeconds > first.atSeconds
    else { return nil }
    let count = Double(offsets.count)
    let meanTime = offsets.reduce(0) { $0 + $1.atSeconds } / count
    let mean = offsets.reduce(0) { $0 + $1.offset } / count
    var squares = 0.0
    var products = 0.0
    // Each offset may be wrong by its uncertainty in the worst direction.
    var worst = 0.0
    for item in offsets {
      let time = item.atSeconds - meanTime
      squares += time * time
      products += time * (item.offset - mean)
      worst += abs(time) * item.uncertainty
    }
    ppm = products / squares * 1e6
    uncertaintyPPM = worst / squares * 1e6
    seconds = last.atSeconds - first.atSeconds
  }
}

/// Flags of the Codes of Practice in words.
enum CoPFlags {
  /// The names of the bits set; `none` for 0.
  static func names(_ flags: Int64) -> String {
    let names = CoPRules.flagNames.indices.filter { flags & 1 << Int64($0) != 0 }.map {
      CoPRules.flagNames[$0]
    }
    return names.isEmpty ? "none" : names.joined(separator: "+")
  }
}
