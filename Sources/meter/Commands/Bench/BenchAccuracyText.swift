import Bench
import Foundation
import Gateway

/// What `meter bench accuracy` prints.
enum BenchAccuracyText {
  /// One point of a plan as JSON.
  private struct PlannedPoint: Encodable {
    var id: String
    var setting: String
    var watts: Double
    var pulses: Int
    var seconds: Double
    var limits: [Limit]
    var notes: [String]
    struct Limit: Encodable {
      var percent: Double
      var edition: String
      var source: String
      var status: String
    }
  }

  static func show(_ plan: AccuracyPlan, isJSON: Bool) throws {
    if isJSON {
      return try JSONOutput.print(
        plan.points.map { point in
          PlannedPoint(
            id: point.id, setting: point.setting(plan.subject), watts: point.watts, pulses: point.pulses,
            seconds: point.seconds,
            limits: point.limits.map {
              PlannedPoint.Limit(
                percent: $0.percent, edition: $0.rule.edition, source: $0.rule.source,
                status: $0.rule.status.rawValue)
            }, notes: point.notes)
        })
    }
    print(plan.subject.text)
    var table = [["point", "set", "power", "pulses", "time", "limit"]]
    for point in plan.points {
      table.append([
        point.id, point.setting(plan.subject), point.watts == 0 ? "" : String(format: "%.6g", point.watts),
        point.pulses == 0 ? "" : "\(point.pulses)", duration(point.seconds),
        point.limits.map { String(format: "± %g %% (%@)", $0.percent, $0.rule.status.rawValue) }.joined(
          separator: ", "),
      ])
    }
    let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    for row in table {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      print(line)
    }
    print(
      "\(plan.points.count) points, about \(duration(plan.seconds)) with \(String(format: "%g", plan.choice.settleSeconds)) s to settle; plan \(plan.digest)"
    )
    var seen: [String] = []
    for rule in plan.points.flatMap(\.limits).map(\.rule) where !seen.contains(rule.text) {
      seen.append(rule.text)
      print("\(rule.id): \(rule.text) (\(rule.status.rawValue))")
    }
    for note in plan.omissions { print("left out: \(note)") }
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    if whole < 120 { return "\(whole) s" }
    return whole < 7200 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  static func word(_ verdict: EvidenceVerdict) -> String {
    switch verdict {
    case .pass: "pass      "
    case .warn: "WARN      "
    case .notProven: "NOT PROVEN"
    case .notRun: "not run   "
    case .fail: "FAIL      "
    }
  }

  static func counts(_ pack: EvidencePack) -> String {
    let cases = pack.cases.filter { $0.id != "SUMMARY" }
    let words: [(EvidenceVerdict, String)] = [
      (.pass, "passed"), (.warn, "with a warning"), (.fail, "failed"), (.notProven, "not proven"),
      (.notRun, "open"),
    ]
    let parts = words.compactMap { verdict, word in
      let count = cases.filter { $0.verdict == verdict }.count
      return count == 0 ? nil : "\(count) \(word)"
    }
    return "\(cases.count) points: " + parts.joined(separator: ", ")
  }
}
