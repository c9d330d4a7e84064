import Foundation
import MeterCore
import Settlement

/// Comparisons with the register itself: a real charge point has no load plan to be held against.
extension LiveSession {
  /// Readings by time; the first of an instant counts.
  private var ordered: [(milliseconds: Int64, register: Int64)] {
    var seen: [Int64: Int64] = [:]
    for reading in readings {
      let milliseconds = reading.instant.nanoseconds / 1_000_000
      if seen[milliseconds] == nil { seen[milliseconds] = reading.register.microwattHours }
    }
    return seen.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }

  /// What the register showed at `second` in µWh, by the two readings around it, rounded down; nil outside them.
  ///
  /// Computed from the readings alone, apart from the virtual meter that is tested.
  func directRegister(at second: Int64) -> Int64? {
    let points = ordered
    guard let after = points.firstIndex(where: { $0.milliseconds >= second * 1000 }) else { return nil }
    let b = points[after]
    if b.milliseconds == second * 1000 { return b.register }
    guard after > 0 else { return nil }
    let a = points[after - 1]
    let part = Int128(b.register - a.register) * Int128(second * 1000 - a.milliseconds)
    return a.register + Int64(part / Int128(b.milliseconds - a.milliseconds))
  }

  /// The starts of the half hours that lie wholly between the first and the newest reading.
  var wholeHalfHours: [Int64] {
    guard let first = ordered.first?.milliseconds, let last = ordered.last?.milliseconds else { return [] }
    let begin = (first + 1_799_999) / 1_800_000 * 1800
    return Array(stride(from: begin, to: last / 1_800_000 * 1800, by: 1800))
  }

  /// Every whole half hour against the register, their sum against its advance, their indicator.
  mutating func checkAgainstRegister(atLeast wanted: Int) {
    let starts = wholeHalfHours
    let name = unit.entry.meterID
    bench.evidence.checks.append(
      EvidenceCheck(
        "\(name): whole half hours", expected: "at least \(wanted)", found: "\(starts.count)",
        isPassed: starts.count >= wanted))
    let halfHours = bench.halfHours(unit)
    var worst: Int64 = 0
    var missing = 0
    var sum: Int64 = 0
    for start in starts {
      guard let found = halfHours[start], let a = directRegister(at: start),
        let b = directRegister(at: start + 1800)
      else {
        missing += 1
        continue
      }
      sum += found.wattHours
      worst = max(worst, abs(found.wattHours - (b / 1_000_000 - a / 1_000_000)))
    }
    bench.evidence.checks.append(
      EvidenceCheck("\(name): half hours that are missing", expected: "0", equals: "\(missing)"))
    bench.evidence.checks.append(
      EvidenceCheck(
        "\(name): greatest difference of a half hour from the register's own advance", expected: "0 Wh",
        found: "\(worst) Wh", limit: bench.policy.sumTolerance.text,
        isPassed: Double(worst) <= bench.policy.sumTolerance.value && missing == 0))
    let from = starts.first.flatMap { directRegister(at: $0) }
    let to = starts.last.flatMap { directRegister(at: $0 + 1800) }
    let advance = (to ?? 0) / 1_000_000 - (from ?? 0) / 1_000_000
    bench.evidence.checks.append(
      EvidenceCheck(
        "\(name): |ΣHH − register advance|", expected: "0 Wh",
        found: "\(abs(sum - advance)) Wh (ΣHH \(sum) Wh, advance \(advance) Wh)",
        limit: bench.policy.sumTolerance.text,
        isPassed: from != nil && to != nil && Double(abs(sum - advance)) <= bench.policy.sumTolerance.value))
    bench.checkIndicators(unit, "whole half hours actual", starts: starts, expected: "A")
  }

  /// The energy between two reads against the load that the tester has set; only where one is set.
  mutating func checkLoad(_ name: String, _ a: RegisterReading, _ b: RegisterReading) {
    let seconds = Double(b.instant.nanoseconds - a.instant.nanoseconds) / 1e9
    let found = Double((b.register - a.register).microwattHours) / 1e6
    guard let watts else {
      bench.evidence.steps.append(
        String(
          format:
            "%@: %.3f Wh in %.0f s, mean load %.0f W (no load was named with --watts to compare it with)",
          name, found, seconds, seconds > 0 ? found * 3600 / seconds : 0))
      return
    }
    let expected = Double(watts) * seconds / 3600
    let limit = bench.policy.accuracyLimit.value / 100 * expected + 2
    bench.evidence.checks.append(
      EvidenceCheck(
        "\(unit.entry.meterID): energy of \(name)", expected: String(format: "%.1f Wh", expected),
        found: String(format: "%.3f Wh", found),
        limit: String(
          format: "%.1f Wh: %@ and 2 Wh (resolution)", limit, bench.policy.accuracyLimit.text),
        isPassed: abs(found - expected) <= limit))
  }

  /// The load between `from` and `to`, in windows of at least five minutes, against its mean.
  mutating func checkSteadiness(from: Int64, to: Int64) {
    let points = ordered.filter { $0.milliseconds >= from * 1000 && $0.milliseconds <= to * 1000 }
    var worst = 0.0
    var windows = 0
    if let first = points.first, let last = points.last, last.milliseconds > first.milliseconds {
      let mean = Double(last.register - first.register) / Double(last.milliseconds - first.milliseconds)
      var begin = first
      for point in points where point.milliseconds - begin.milliseconds >= 300_000 {
        let load = Double(point.register - begin.register) / Double(point.milliseconds - begin.milliseconds)
        worst = max(worst, mean > 0 ? abs(load / mean - 1) * 100 : 100)
        windows += 1
        begin = point
      }
    }
    let limit = bench.policy.steadyLoadLimit
    bench.evidence.checks.append(
      EvidenceCheck(
        "\(unit.entry.meterID): steady load, greatest difference from the mean in \(windows) windows",
        expected: "0 %", found: String(format: "%.2f %%", worst), limit: limit.text,
        isPassed: windows >= 2 && worst <= limit.value))
  }
}
