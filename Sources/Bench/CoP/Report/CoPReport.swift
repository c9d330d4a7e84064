/// The results of a run as they are printed.
public struct CoPReport: Encodable, Sendable {
  /// The code.
  public var cop: Int
  /// What the meter tells of itself.
  public var meter: [String: String]
  /// How it differs from others without breaking a rule, and what a bench restored.
  public var notes: [String]
  /// A result for every rule.
  public var results: [CoPResult]
  /// Results by verdict.
  public var pass: Int
  public var fail: Int
  public var warn: Int
  public var notRun: Int

  /// The report of a run.
  public init(_ run: CoPBench.Run, _ options: CoPOptions) {
    cop = options.code.rawValue
    meter = Dictionary(run.seen.facts.map { ($0.label, $0.words) }) { first, _ in first }
    notes = run.seen.notes
    results = run.results
    func count(_ verdict: CoPVerdict) -> Int { run.results.count { $0.verdict == verdict } }
    pass = count(.pass)
    fail = count(.fail)
    warn = count(.warn)
    notRun = count(.notRun)
  }

  /// For people.
  public var text: String {
    var lines = [
      "CoP \(cop), "
        + meter.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    ]
    for result in results {
      let verdict =
        switch result.verdict {
        case .pass: "pass   "
        case .fail: "FAIL   "
        case .warn: "warn   "
        case .notRun: "not run"
        }
      lines.append(
        "\(verdict)  \(result.rule)  \(result.title)  [\(result.source), \(result.status.rawValue)]")
      if !result.measured.isEmpty {
        let uncertainty = result.uncertainty.isEmpty ? "" : ", U \(result.uncertainty)"
        lines.append("           measured: \(result.measured)\(uncertainty)")
      }
      if result.verdict != .notRun { lines.append("           limit: \(result.limit)") }
      if !result.reason.isEmpty { lines.append("           not run: \(result.reason)") }
    }
    for note in notes { lines.append("note: \(note)") }
    lines.append(
      "\(pass) passed, \(fail) failed, \(warn) warned, \(notRun) not run. Evidence, no certificate; advisory rules only warn."
    )
    return lines.joined(separator: "\n")
  }
}
