import Foundation

extension ProtocolRun {
  /// What the report does not claim.
  public static let disclaimer = """
    This report was made by swift-meter's own bench. It is evidence, no certificate: certificates of protocol approval are \
    Elexon's, on the word of a protocol testing agent. Titles and set-up are those of the BSCP601 script v2.0; methods and \
    expectations are this project's wording. Only verified and derived sources fail a meter.
    """

  /// Every step with its last attempt; those without are not run.
  public func pack(tester: String, witness: String, version: String) -> EvidencePack {
    var subject = ["swift-meter": version, "target": state.target]
    for (label, words) in facts { subject[label] = words }
    var settings = state.sheet.lines
    settings.append(["Code of Practice", "\(state.cop)"])
    settings.append(["conditions made by", hands.name])
    for text in state.interruptions { settings.append(["interruption", text]) }
    var pack = EvidencePack(
      title: "Protocol test of CoP \(state.cop), BSCP601 script DR1-1 to \(steps.last?.id ?? "")",
      disclaimer: Self.disclaimer, mode: "protocol", startedAt: state.startedAt, tester: tester,
      witness: witness, subject: subject, settings: settings)
    pack.notFitted = state.sheet.notFitted
    let titles = [(Self.sheetStep, "Set-up sheet")] + steps.map { ($0.id, $0.title) }
    pack.cases = titles.map { id, title in
      let attempts = state.attempts.filter { $0.step == id }
      guard var test = attempts.last?.test else {
        var test = EvidenceCase(id: id, title: title, origin: "BSCP601 protocol test script", purpose: "")
        test.checks = [check("step", "done", "not done", nil, "S9")]
        return test
      }
      if attempts.count > 1 {
        test.rawFiles = attempts.flatMap(\.test.rawFiles)
        test.tables.append(
          EvidenceTable(
            title: "Attempts; the last one counts",
            columns: ["Attempt", "Begun", "Ended", "Verdict", "Found"],
            rows: attempts.map { attempt in
              [
                "\(attempt.number)", attempt.startedAt, attempt.endedAt, attempt.test.verdict.rawValue,
                attempt.test.checks.map { "\($0.name): \($0.found)" }.joined(separator: "; "),
              ]
            }))
      }
      return test
    }
    if let test = clockCase { pack.cases.append(test) }
    return pack
  }

  /// Id of the case with the clock over the run.
  public static let clockCase = "CLOCK"

  /// The clock over the run: before the first step of each run and after every step, the steps themselves left out.
  private var clockCase: EvidenceCase? {
    guard let readings = state.clock, let worst = readings.max(by: { abs($0.offset) < abs($1.offset) }) else {
      return nil
    }
    var test = EvidenceCase(
      id: Self.clockCase, title: "Clock over the run", origin: "this bench, limit of TIM-1",
      purpose:
        "The meter's clock against the reference before the first step and after every one. What a step puts wrong it resets, so that a jump here is of a reset or of the meter."
    )
    func text(_ value: Double) -> String { String(format: "%.3f", value) }
    let isGood = readings.allSatisfy { abs($0.offset) + $0.uncertainty <= setUp.clockLimit }
    let isBad = readings.contains { abs($0.offset) - $0.uncertainty > setUp.clockLimit }
    var clock = check(
      "largest offset between steps", "UTC",
      "\(text(worst.offset)) s after \(worst.after), U \(text(worst.uncertainty)) s",
      isGood ? true : isBad ? false : nil,
      "M-L")
    clock.limit = "\(CoPNumber.text(setUp.clockLimit)) s (M-L: to be checked against the code)"
    if !isGood, !isBad { clock.verdict = .notProven }
    test.checks = [clock]
    if readings.contains(where: { !$0.isReferenceSynchronised }) {
      test.steps = ["the reference, this machine's clock, was not synchronised at every reading"]
      if clock.verdict == .pass { test.checks[0].verdict = .notProven }
    }
    var curve = EvidenceSeries(
      name: "meter minus UTC, with U", unit: "s", isStepped: false,
      points: readings.map { (Double($0.atSeconds), $0.offset) })
    curve.uncertainty = readings.map(\.uncertainty)
    curve.plot = "Clock of the meter against the reference"
    curve.role = .measured
    test.series = [curve]
    test.tables = [
      EvidenceTable(
        title: "Readings of the clock", columns: ["After", "Time, UTC", "Meter minus UTC, s", "U, s"],
        rows: readings.map { [$0.after, UTCText.of($0.atSeconds), text($0.offset), text($0.uncertainty)] })
    ]
    return test
  }

  /// Raw files of all attempts, by step and name.
  public var rawFiles: [String: [String: Data]] {
    var files: [String: [String: Data]] = [:]
    for attempt in state.attempts {
      for name in attempt.test.rawFiles {
        if let data = folder.raw(attempt.step, name) { files[attempt.step, default: [:]][name] = data }
      }
    }
    return files
  }

  /// What must stand in no file.
  public var packSecrets: [[UInt8]] { secrets }
}
