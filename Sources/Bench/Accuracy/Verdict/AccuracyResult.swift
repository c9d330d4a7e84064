import Foundation

/// A point with its reading: error, uncertainty and checks.
public struct AccuracyResult: Sendable {
  /// The point.
  public let point: AccuracyPoint
  /// The reading.
  public let reading: AccuracyReading
  /// Error in parts per billion; nil where the test has none (starting, no-load, dial).
  public let error: Int64?
  /// Budget of the error.
  public let budget: UncertaintyBudget
  /// The comparisons.
  public private(set) var checks: [EvidenceCheck] = []

  /// Error in percent.
  public var percent: Double? { error.map { Double($0) / 1e7 } }

  /// Judges a reading.
  public init(
    _ point: AccuracyPoint, _ reading: AccuracyReading, _ subject: AccuracySubject,
    _ bench: UncertaintyBudget.Bench, _ choice: AccuracyPlan.Choice
  ) {
    self.point = point
    self.reading = reading
    budget = UncertaintyBudget(reading, subject, bench)
    switch point.kind {
    case .load, .register:
      error = reading.error(subject)
      checkLimits(choice)
      if point.kind == .load { checkConduct(subject, choice) }
    case .influence:
      error = reading.error(subject)
      checkConduct(subject, choice)
    case .starting(let rule):
      error = nil
      checkStarting(rule)
    case .noLoad(let rule):
      error = nil
      checkNoLoad(rule)
    case .dial:
      error = nil
      checkDial(subject)
    }
  }

  private var seconds: Double { Double(reading.spanNanoseconds) / 1e9 }

  /// The error with its uncertainty, as text.
  public var errorText: String {
    guard let percent else { return "no error" }
    return String(format: "%+.4f %% ± %.4f %%", percent, budget.expanded)
  }

  private mutating func checkLimits(_ choice: AccuracyPlan.Choice) {
    guard let error else {
      checks.append(
        EvidenceCheck(
          "error", expected: "pulses and energy of the reference", found: "none", verdict: .notRun))
      return
    }
    for limit in point.limits {
      checks.append(
        EvidenceCheck(
          "error\(limit.temperatures == nil ? "" : String(format: " (%d °C to %d °C)", limit.temperatures!.lowerBound, limit.temperatures!.upperBound == 71 ? 70 : limit.temperatures!.upperBound))",
          expected: "0 %", found: errorText, limit: "± \(limit.percent.formatted6) %",
          verdict: AccuracyJudge.verdict(
            error: error, expandedPercent: budget.expanded, millipercent: limit.millipercent,
            status: limit.rule.status), rule: limit.rule.id, source: limit.rule.text,
          status: limit.rule.status))
    }
    guard let tightest = point.tightest else { return }
    checks.append(
      EvidenceCheck(
        "uncertainty of the bench", expected: "at most a fifth of the limit",
        found: String(format: "%.4f %%", budget.expanded),
        limit: "\((tightest.percent / 5).formatted6) %",
        verdict: AccuracyJudge.isFineEnough(
          expandedPercent: budget.expanded, millipercent: tightest.millipercent) ? .pass : .warn,
        rule: "ACC-BENCH-U", source: "bench practice, memory [M-H]", status: .advisory))
  }

  /// Pulses, time and load of the measurement.
  private mutating func checkConduct(_ subject: AccuracySubject, _ choice: AccuracyPlan.Choice) {
    guard reading.method == .pulses || reading.method == .counts else { return }
    let isLong = Int(reading.pulses) >= choice.pulses && seconds > choice.seconds
    let isTimed = reading.spanNanoseconds > 0
    checks.append(
      EvidenceCheck(
        "pulses and time",
        expected: "at least \(choice.pulses) pulses and more than \(choice.seconds.formatted6) s",
        found: "\(reading.pulses) pulses"
          + (isTimed ? String(format: " in %.3f s", seconds) : ", time not stated"),
        verdict: isLong || (!isTimed && reading.pulses >= choice.pulses) ? .pass : .notProven,
        rule: "ACC-TIME", source: "Siemens 9810 test guide [F]", status: .derived))
    guard isTimed, reading.referenceNanowattHours > 0, point.watts > 0 else { return }
    let time = Double(
      reading.referenceSpanNanoseconds > 0 ? reading.referenceSpanNanoseconds : reading.spanNanoseconds)
    let watts = Double(reading.referenceNanowattHours) / time * 3600
    // Rounded first, so that no "-0.0" is printed.
    let deviation = ((watts / point.watts - 1) * 1000).rounded() / 10 + 0
    checks.append(
      EvidenceCheck(
        "load by the reference", expected: "\(point.watts.formatted6) \(subject.unit)",
        found: String(format: "%.6g %@ (%+.1f %%)", watts, subject.unit, deviation), limit: "± 5 %",
        verdict: abs(deviation) <= 5 ? .pass : .warn, rule: "ACC-LOAD", source: "this bench's rule",
        status: .advisory))
  }

  private mutating func checkStarting(_ rule: AccuracyRule) {
    let isEnough = reading.pulses >= 2
    let isOver = seconds >= point.seconds * 0.999
    let verdict: EvidenceVerdict =
      isEnough ? .pass : !isOver ? .notProven : rule.status.canFail ? .fail : .warn
    checks.append(
      EvidenceCheck(
        "starts and goes on", expected: String(format: "2 pulses within %.1f s", point.seconds),
        found: String(format: "%lld pulses in %.1f s", reading.pulses, seconds),
        limit: "\((point.amperes * 1000).formatted6) mA", verdict: verdict, rule: rule.id,
        source: rule.text + "; time: this bench's rule", status: rule.status))
  }

  private mutating func checkNoLoad(_ rule: AccuracyRule) {
    let isOver = seconds >= point.seconds * 0.999
    let verdict: EvidenceVerdict =
      reading.pulses > 1 ? (rule.status.canFail ? .fail : .warn) : isOver ? .pass : .notProven
    checks.append(
      EvidenceCheck(
        "stays still without current", expected: String(format: "at most 1 pulse in %.1f s", point.seconds),
        found: String(format: "%lld pulses in %.1f s", reading.pulses, seconds), limit: "1 pulse",
        verdict: verdict, rule: rule.id, source: rule.text, status: rule.status))
  }

  private mutating func checkDial(_ subject: AccuracySubject) {
    let advance = reading.registerEnd - reading.registerStart
    let counted = AccuracyReading.energy(reading.pulses, subject.pulseEnergy)
    let limit = Int64(
      clamping: Int128(AccuracyReading.energy(1, subject.pulseEnergy)) + Int128(reading.registerStep))
    let difference = Int64(clamping: (Int128(advance) - Int128(counted)).magnitude)
    func text(_ nanowattHours: Int64) -> String { ScaledDecimal.text(nanowattHours, places: 9) + " Wh" }
    let verdict: EvidenceVerdict =
      reading.pulses == 0 || advance <= 0 ? .notRun : difference <= limit ? .pass : .warn
    checks.append(
      EvidenceCheck(
        "register advance against its own pulses", expected: text(counted),
        found: "\(text(advance)), difference \(text(difference))",
        limit: "\(text(limit)): one pulse and one step of the register", verdict: verdict, rule: "PUL-2",
        source: "memory [M-H], not checked against the text", status: .advisory))
  }
}

extension AccuracySubject {
  /// Unit of power.
  var unit: String { accuracyClass.isReactive ? "var" : "W" }
}
