import Foundation

extension AccuracyRun {
  /// The evidence pack: a summary with the error curves, then every point.
  public func pack(
    startedAt: String, tester: String, witness: String, subject: [String: String]
  ) -> EvidencePack {
    var all = subject
    all["meter under test"] = plan.subject.text
    var pack = EvidencePack(
      title: "Accuracy of a class \(plan.subject.accuracyClass.rawValue) meter",
      disclaimer: Self.disclaimer, mode: "accuracy", startedAt: startedAt, tester: tester, witness: witness,
      subject: all, settings: settings)
    pack.cases = [summary] + plan.points.map(evidence)
    return pack
  }

  private var settings: [[String]] {
    let choice = plan.choice
    var rows = [
      ["reference standard", "U = \(bench.referencePercent.formatted6) % (k = 2), as given to this run"],
      [
        "time stamps",
        "± \((bench.stampNanoseconds / 1000).formatted6) µs, a setting of this run (100 µs is this bench's assumption)",
      ],
      [
        "least pulses and time",
        "\(choice.pulses) pulses and more than \(choice.seconds.formatted6) s (Siemens 9810 guide [F])",
      ],
      [
        "settling",
        "\(choice.settleSeconds.formatted6) s after each change (Schneider PM5300 guide asks about 10 s [F])",
      ],
      ["air temperature", "\(choice.temperature) °C, as stated by the tester"],
      ["no-load formula", choice.noLoad.rule.text],
      ["plan", plan.digest],
    ]
    var seen: [String] = []
    for limit in plan.points.flatMap(\.limits) where !seen.contains(limit.rule.text) {
      seen.append(limit.rule.text)
      rows.append([limit.rule.id, "\(limit.rule.text); \(limit.rule.status.rawValue)"])
    }
    if let overall {
      let transformers = overall.transformers
      rows.append([
        "transformers",
        "CT \(transformers.currentRatioPercent.formatted6) %, \(transformers.currentMinutes.formatted6) min; VT \(transformers.voltageRatioPercent.formatted6) %, \(transformers.voltageMinutes.formatted6) min; as stated by the tester",
      ])
    }
    return rows + plan.omissions.map { ["left out", $0] }
  }

  /// All points at a glance, and the curves.
  private var summary: EvidenceCase {
    var test = EvidenceCase(
      id: "SUMMARY", title: "Errors against current", origin: "this bench",
      purpose:
        "Every point with its error, uncertainty and tightest limit; each is judged in its own section.")
    test.checks = [
      EvidenceCheck(
        "points measured", expected: "\(plan.points.count)", found: "\(plan.points.count - open.count)",
        verdict: open.isEmpty ? .pass : .notRun)
    ]
    test.tables = [
      EvidenceTable(
        title: "Results", columns: ["Point", "Load", "Error", "U (k = 2)", "Tightest limit", "Verdict"],
        rows: plan.points.map(summaryRow))
    ]
    test.series = curves
    return test
  }

  private func summaryRow(_ point: AccuracyPoint) -> [String] {
    let result = results[point.id]
    return [
      point.id, point.setting(plan.subject), result?.percent?.signedPercent ?? "–",
      result?.error == nil ? "–" : String(format: "%.4f %%", result?.budget.expanded ?? 0),
      point.tightest.map { "± \($0.percent.formatted6) % (\($0.rule.status.rawValue))" } ?? "–",
      evidence(of: point).verdict.rawValue,
    ]
  }

  /// One plot for each angle and kind of load: measured errors with their uncertainty, and the tightest limits.
  private var curves: [EvidenceSeries] {
    let name = plan.subject.accuracyClass.isReactive ? "sin φ" : "cos φ"
    var titles: [String] = []
    var loads: [String: [LoadedPhases: [AccuracyPoint]]] = [:]
    for point in plan.points where point.kind == .load && results[point.id]?.error != nil {
      let title =
        "Error at \(name) \(point.angle), \(point.phases.isOnePhase ? "current in one phase" : "balanced load")"
      if loads[title] == nil { titles.append(title) }
      loads[title, default: [:]][point.phases, default: []].append(point)
    }
    return titles.flatMap { title -> [EvidenceSeries] in
      let groups = (loads[title] ?? [:]).sorted { "\($0.key)" < "\($1.key)" }.map {
        ($0.key, $0.value.sorted { $0.amperes < $1.amperes })
      }
      let errors = groups.map(errorCurve)
      let limits = Dictionary(
        groups.flatMap(\.1).compactMap { point in point.tightest.map { (point.amperes, $0.percent) } },
        uniquingKeysWith: min
      ).sorted { $0.key < $1.key }
      return (errors + [limitCurve(limits, 1), limitCurve(limits, -1)]).map { series in
        var series = series
        series.plot = title
        series.xTitle = "current in A"
        series.isLogarithmic = true
        return series
      }
    }
  }

  private func errorCurve(_ phases: LoadedPhases, _ points: [AccuracyPoint]) -> EvidenceSeries {
    let measured = points.compactMap { point in
      results[point.id].flatMap { result in result.percent.map { (point.amperes, $0, result.budget.expanded) }
      }
    }
    var series = EvidenceSeries(
      name: (phases.isOnePhase ? "\(phases), " : "") + "error with U (k = 2)", unit: "%", isStepped: false,
      points: measured.map { ($0.0, $0.1) })
    series.uncertainty = measured.map(\.2)
    series.role = .measured
    return series
  }

  private func limitCurve(_ limits: [(key: Double, value: Double)], _ sign: Double) -> EvidenceSeries {
    var series = EvidenceSeries(
      name: "tightest limit", unit: "%", isStepped: true, points: limits.map { ($0.key, sign * $0.value) })
    series.role = .limit
    return series
  }
}
