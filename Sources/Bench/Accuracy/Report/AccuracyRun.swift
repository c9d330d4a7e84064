import Foundation

/// A plan with the readings so far: what is open, and the evidence.
public struct AccuracyRun: Sendable {
  /// What the report does not claim.
  public static let disclaimer = """
    This report is evidence of measurements, not a certificate and no calibration certificate of a laboratory. Every \
    limit names its edition, its source and its status: advisory limits were not checked against the text of the \
    standard and can warn, never fail. A verdict counts the uncertainty: pass where |e| + U ≤ limit, fail where \
    |e| − U > limit, else not proven.
    """

  /// The plan.
  public let plan: AccuracyPlan
  /// Properties of the bench.
  public let bench: UncertaintyBudget.Bench
  /// Transformers and the code whose overall limits count; nil for the meter alone.
  public var overall: (transformers: InstrumentTransformers, code: Int)?
  /// Judged readings by point.
  public private(set) var results: [String: AccuracyResult] = [:]

  /// A run without readings.
  public init(_ plan: AccuracyPlan, _ bench: UncertaintyBudget.Bench) {
    self.plan = plan
    self.bench = bench
  }

  /// Points without a reading, in order.
  public var open: [AccuracyPoint] { plan.points.filter { results[$0.id] == nil } }

  /// Takes a reading and judges it; throws where the plan lacks the point.
  @discardableResult
  public mutating func take(_ reading: AccuracyReading) throws(AccuracyError) -> AccuracyResult {
    guard let point = plan.points.first(where: { $0.id == reading.point }) else {
      throw AccuracyError(
        "there is no point '\(reading.point)' in the plan; it has \(plan.points.map(\.id).joined(separator: ", "))"
      )
    }
    let result = AccuracyResult(point, reading, plan.subject, bench, plan.choice)
    results[point.id] = result
    return result
  }

  /// The test of one point, open ones included.
  public func evidence(of point: AccuracyPoint) -> EvidenceCase {
    let tightest = point.tightest
    var test = EvidenceCase(
      id: point.id, title: title(point), origin: origin(point, tightest),
      purpose: "Set \(point.setting(plan.subject)).")
    if point.watts > 0 { test.purpose += " Power \(point.watts.formatted6) \(plan.subject.unit)." }
    if point.pulses > 0 {
      test.purpose += String(format: " At least %d pulses, %.1f s.", point.pulses, point.seconds)
    }
    test.steps = point.notes
    guard let result = results[point.id] else {
      test.checks = [
        EvidenceCheck("measurement", expected: "a reading", found: "none yet", verdict: .notRun)
      ]
      return test
    }
    test.checks = result.checks + shift(point, result) + overall(point, result)
    if let difference = difference(point) { test.checks.append(difference) }
    test.tables = [readingTable(result)]
    if result.error != nil { test.tables.append(budgetTable(result)) }
    return test
  }

  private func title(_ point: AccuracyPoint) -> String {
    switch point.kind {
    case .load:
      "Error at \(point.amperes.formatted6) A, \(angleName) \(point.angle)\(point.phases.isOnePhase ? ", \(point.phases) only" : "")"
    case .influence(let limit, _):
      "Influence: \(limit.influence.rawValue) at \(point.amperes.formatted6) A, \(angleName) \(point.angle)"
    case .starting: "Starting current \((point.amperes * 1000).formatted6) mA"
    case .noLoad: "No-load condition"
    case .register: "Register against the reference"
    case .dial: "Register against the pulses"
    }
  }

  private var angleName: String { plan.subject.accuracyClass.isReactive ? "sin φ" : "cos φ" }

  private func origin(_ point: AccuracyPoint, _ limit: AccuracyLimit?) -> String {
    switch point.kind {
    case .influence(let limit, _): limit.rule.edition
    case .starting(let rule), .noLoad(let rule): rule.edition
    case .dial: "dial test, this bench"
    default: limit?.rule.edition ?? "no limit"
    }
  }

  private func shift(_ point: AccuracyPoint, _ result: AccuracyResult) -> [EvidenceCheck] {
    guard case .influence(let limit, let base) = point.kind else { return [] }
    guard let error = result.error, let reference = results[base], let before = reference.error else {
      return [
        EvidenceCheck(
          "shift of the error", expected: "a reading of \(base)", found: "none yet", verdict: .notRun)
      ]
    }
    // The reference standard is the same in both: the rest of the uncertainty counts twice, squared.
    let expanded =
      (result.budget.expanded * result.budget.expanded + reference.budget.expanded * reference.budget.expanded)
      .squareRoot()
    let shift = Int64(clamping: Int128(error) - Int128(before))
    return [
      EvidenceCheck(
        "shift of the error against \(base)", expected: "0 %",
        found: String(format: "%+.4f %% ± %.4f %%", Double(shift) / 1e7, expanded),
        limit: "± \((Double(limit.millipercent) / 1000).formatted6) %",
        verdict: AccuracyJudge.verdict(
          error: shift, expandedPercent: expanded, millipercent: limit.millipercent, status: limit.rule.status
        ),
        rule: limit.rule.id, source: limit.rule.text, status: limit.rule.status)
    ]
  }

  /// One-phase against balanced error at the reference current.
  private func difference(_ point: AccuracyPoint) -> EvidenceCheck? {
    guard let limit = plan.table.difference, point.kind == .load, point.phases.isOnePhase,
      point.angle == .unity, point.current == 1_000_000, let result = results[point.id],
      let error = result.error,
      let balanced = results["PF1-100"], let reference = balanced.error
    else { return nil }
    let expanded =
      (result.budget.expanded * result.budget.expanded + balanced.budget.expanded * balanced.budget.expanded)
      .squareRoot()
    let difference = Int64(clamping: Int128(error) - Int128(reference))
    return EvidenceCheck(
      "difference from the balanced error", expected: "0 %",
      found: String(format: "%+.4f %% ± %.4f %%", Double(difference) / 1e7, expanded),
      limit: "± \((Double(limit.millipercent) / 1000).formatted6) %",
      verdict: AccuracyJudge.verdict(
        error: difference, expandedPercent: expanded, millipercent: limit.millipercent,
        status: limit.rule.status), rule: limit.rule.id, source: limit.rule.text, status: limit.rule.status)
  }

  private func overall(_ point: AccuracyPoint, _ result: AccuracyResult) -> [EvidenceCheck] {
    guard let overall, point.kind == .load, point.phases == .balanced, let percent = result.percent,
      let limit = OverallLimit.limit(code: overall.code, current: point.current, angle: point.angle)
    else { return [] }
    let whole = overall.transformers.overall(meterPercent: percent, angle: point.angle)
    return [
      EvidenceCheck(
        "overall error with transformers (CoP \(overall.code))", expected: "0 %",
        found: String(
          format: "%+.4f %% ± %.4f %% (U of the transformers' errors not counted)", whole,
          result.budget.expanded),
        limit: "± \((Double(limit.millipercent) / 1000).formatted6) %",
        verdict: AccuracyJudge.verdict(
          error: Int64(exactly: (whole * 1e7).rounded()) ?? .max, expandedPercent: result.budget.expanded,
          millipercent: limit.millipercent, status: limit.rule.status), rule: limit.rule.id,
        source: limit.rule.text, status: limit.rule.status)
    ]
  }

  private func readingTable(_ result: AccuracyResult) -> EvidenceTable {
    let reading = result.reading
    func wattHours(_ value: Int64) -> String { ScaledDecimal.text(value, places: 9) + " Wh" }
    var rows = [["method", reading.method.rawValue]]
    if reading.pulses > 0 { rows.append(["pulses of the meter", "\(reading.pulses)"]) }
    if reading.spanNanoseconds > 0 {
      rows.append(["time", ScaledDecimal.text(reading.spanNanoseconds, places: 9) + " s"])
    }
    if reading.referenceNanowattHours > 0 {
      rows.append(["energy of the reference", wattHours(reading.referenceNanowattHours)])
    }
    if reading.registerEnd > 0 {
      rows.append(["register before", wattHours(reading.registerStart)])
      rows.append(["register after", wattHours(reading.registerEnd)])
    }
    if reading.atSeconds > 0 {
      rows.append(["at", Date(timeIntervalSince1970: TimeInterval(reading.atSeconds)).formatted(.iso8601)])
    }
    if !reading.note.isEmpty { rows.append(["remark", reading.note]) }
    return EvidenceTable(title: "Reading", columns: ["Quantity", "Value"], rows: rows)
  }

  private func budgetTable(_ result: AccuracyResult) -> EvidenceTable {
    var rows = result.budget.components.map {
      [$0.name, $0.distribution, String(format: "%.5f %%", $0.percent)]
    }
    rows.append(["combined", "", String(format: "%.5f %%", result.budget.combined)])
    rows.append(["expanded, k = 2", "", String(format: "%.5f %%", result.budget.expanded)])
    return EvidenceTable(
      title: "Uncertainty budget", columns: ["Contribution", "Distribution", "Standard uncertainty"],
      rows: rows)
  }
}
