import ArgumentParser
import Bench
import Foundation
import Gateway
import Instation

struct BenchAccuracyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy", abstract: "Measure a meter's errors at the points of its class.",
    discussion: """
      Plans the points of IEC 62053-21/-22/-23 and EN 50470-3 (MID), compares the meter's pulses with a reference, and
      judges every error with its uncertainty: pass, fail or not proven. Limits that nobody checked against the text of
      the standard are advisory and can warn only.
      Examples:
        meter bench accuracy --class 0.5S --connection ct --in 5 --imax 6 --un 230 --wiring 3p4w \\
          --pulses-per-kwh 10000 --plan
        meter bench accuracy … --board bench.yaml --meter-line meter --reference-line reference \\
          --reference-uncertainty 0.02 --output evidence
        meter bench accuracy … --readings typed.csv --reference-uncertainty 0.02 --output evidence
        meter bench accuracy … --simulate error=0.1 --output evidence
      Exit code 4 when a point fails, is not proven or is still open.
      """)

  @OptionGroup var subject: BenchAccuracySubjectOptions
  @OptionGroup var choice: BenchAccuracyChoiceOptions
  @Flag(help: "Show the plan, measure nothing.") var plan = false
  @Option(help: "Board with the pulse lines.") var board: String?
  @Option(help: "Line of the meter's pulses or LED.") var meterLine = "meter"
  @Option(help: "Line of the reference's pulses.") var referenceLine: String?
  @Option(help: "Reference standard that is read: tcp:host:port, serial:/dev/…, optical:/dev/…")
  var reference: String?
  @Option(help: "Its energy register.") var referenceRegister = "1.0.1.8.0.255"
  @Flag(help: "The reference's energy is typed at the end of each point.") var referenceTyped = false
  @OptionGroup var place: InstallationOptions
  @Option(help: "Expanded uncertainty (k = 2) of the reference standard in percent, from its certificate.")
  var referenceUncertainty: Double?
  @Option(help: "Doubt of one time stamp, ± microseconds.") var stampUs = 100.0
  @Option(help: "Readings from a CSV file: points typed by hand, or kept by an earlier run.") var readings:
    String?
  @Option(help: "A simulated meter: error=PERCENT[,jitter-us=N][,seed=N].") var simulate: String?
  @Option(
    help: "Keep every point in this CSV file and go on from it (default with --board: OUTPUT.readings.csv).")
  var results: String?
  @Option(help: "Speed of a simulated board, or max.") var speed: SpeedOption?
  @Flag(help: "Ask for nothing: the load is set by someone else.") var unattended = false
  @OptionGroup var evidence: EvidenceOptions
  @OptionGroup var view: WitnessOption
  @Flag(help: "JSON output: the plan, or results.json.") var json = false

  func run() throws {
    let plan = try AccuracyPlan(try subject.subject(), try choice.choice())
    if self.plan { return try BenchAccuracyText.show(plan, isJSON: json) }
    let sources = [board != nil, readings != nil, simulate != nil].filter { $0 }.count
    guard sources == 1 else {
      throw CommandFailure(
        .usage,
        "name one source: --board FILE, --readings FILE or --simulate error=…; --plan shows the points only")
    }
    let keys = try evidence.keys()
    var run = AccuracyRun(plan, try bench())
    run.overall = try choice.overall(plan.subject)
    let simulation = try simulate.map(BenchAccuracySimulation.init)
    let started = Date()
    let progress = BenchProgress(
      title: "Accuracy of a class \(plan.subject.accuracyClass.rawValue) meter",
      facts: [
        ["Meter", plan.subject.text], ["Started", started.formatted(.iso8601)], ["Tester", evidence.tester],
        ["Plan", "\(plan.points.count) points, about \(BenchAccuracyText.duration(plan.seconds))"],
      ])
    progress.take(.planned(plan.points.map { BenchStep(id: $0.id, title: run.evidence(of: $0).title) }))
    let page = try view.start(progress, evidence)
    defer { page?.end() }
    let keeper = try BenchAccuracyKeeper(results ?? defaultResults, plan)
    for reading in keeper.readings { try run.take(reading) }
    if !keeper.readings.isEmpty {
      say(
        "resumed: \(keeper.readings.count) of \(plan.points.count) points were measured before (\(keeper.path ?? ""))"
      )
      for point in plan.points where run.results[point.id] != nil {
        progress.take(.ended(run.evidence(of: point)))
      }
    }
    var raw = keeper.raw
    if let readings {
      let file = try AccuracyReadingFile(try TextFile.text(readings), file: readings)
      raw["SUMMARY", default: [:]]["typed.csv"] = Data(try TextFile.text(readings).utf8)
      for reading in file.readings { try take(reading, &run, progress, keeper, edges: nil) }
    } else {
      let station: any BenchAccuracyStation =
        if let simulation { BenchAccuracySimulatedStation(simulation, plan) } else {
          try liveStation(plan, progress)
        }
      for point in run.open {
        progress.take(.began(id: point.id))
        guard let measured = try station.measure(point) else {
          say("open  \(point.id): \(run.evidence(of: point).title) (type it: --readings)")
          continue
        }
        if let edges = measured.edges { raw[point.id, default: [:]]["edges.csv"] = edges }
        try take(measured.reading, &run, progress, keeper, edges: measured.edges)
      }
      for (name, data) in station.recordings { raw["SUMMARY", default: [:]][name] = data }
    }
    try finish(run, started: started, raw: raw, keys: keys, progress: progress)
  }

  private var defaultResults: String? {
    board == nil
      ? nil : evidence.output.map { ($0.hasSuffix("/") ? String($0.dropLast()) : $0) + ".readings.csv" }
  }

  private func bench() throws -> UncertaintyBudget.Bench {
    let stated = referenceUncertainty ?? (simulate == nil ? nil : 0.01)
    guard let stated, stated > 0, stated < 100 else {
      throw CommandFailure(
        .usage,
        "state the reference standard's expanded uncertainty: --reference-uncertainty PERCENT, from its certificate"
      )
    }
    guard stampUs >= 0, stampUs <= 1e6 else { throw CommandFailure(.usage, "--stamp-us is 0 to 1000000") }
    return UncertaintyBudget.Bench(referencePercent: stated, stampNanoseconds: stampUs * 1000)
  }

  private func liveStation(
    _ plan: AccuracyPlan, _ progress: BenchProgress
  ) throws -> BenchAccuracyLiveStation {
    let file = try BoardFile.load(board ?? "")
    guard [referenceLine != nil, reference != nil, referenceTyped].filter({ $0 }).count == 1 else {
      throw CommandFailure(
        .usage, "name one reference: --reference-line LINE, --reference TARGET or --reference-typed")
    }
    let lines = try BenchAccuracyLines(file, meterLine: meterLine, referenceLine: referenceLine, speed: speed)
    guard lines.meterPulse == plan.subject.pulseEnergy else {
      throw CommandFailure(
        .usage,
        "the board's line '\(meterLine)' has another pulse constant than --pulses-per-kwh; correct one of them"
      )
    }
    let isAsking = !unattended && isatty(0) == 1
    guard !referenceTyped || isAsking else {
      throw CommandFailure(.usage, "--reference-typed needs a terminal; without one use --readings")
    }
    return BenchAccuracyLiveStation(
      lines, plan, isAsking: isAsking, isShown: !json,
      reference: try reference.map { try BenchAccuracyReference($0, place, register: referenceRegister) },
      progress: progress)
  }

  private func take(
    _ reading: AccuracyReading, _ run: inout AccuracyRun, _ progress: BenchProgress,
    _ keeper: BenchAccuracyKeeper, edges: Data?
  ) throws {
    let result = try run.take(reading)
    let test = run.evidence(of: result.point)
    try keeper.keep(result, test.verdict, edges: edges)
    progress.take(.ended(test))
    let found = result.error == nil ? test.checks.first?.found ?? "" : result.errorText
    say("\(BenchAccuracyText.word(test.verdict))  \(result.point.id)  \(found)")
    for check in test.checks where check.verdict != .pass && check.name != "measurement" {
      say(
        "      \(check.name): \(check.found), limit \(check.limit) (\(check.verdict.rawValue); \(check.source ?? ""))"
      )
    }
  }

  private func say(_ text: String) {
    if !json { print(text) }
  }

  private func finish(
    _ run: AccuracyRun, started: Date, raw: [String: [String: Data]], keys: EvidenceOptions.Keys,
    progress: BenchProgress
  ) throws {
    var facts = ["swift-meter": MeterCommand.version, "bench": source]
    facts["serial"] = subject.serial
    var pack = run.pack(
      startedAt: started.formatted(.iso8601), tester: evidence.tester, witness: evidence.witness,
      subject: facts)
    for index in pack.cases.indices {
      pack.cases[index].rawFiles = (raw[pack.cases[index].id] ?? [:]).keys.sorted()
    }
    let folder = try evidence.write(
      pack, raw: raw, configuration: BenchAccuracyConfiguration(self, run.plan), keys: keys,
      secrets: try secrets())
    progress.take(.finished(pack.verdict))
    if json {
      try JSONOutput.print(pack)
    } else {
      print("\(BenchAccuracyText.counts(pack)). This is evidence, no certificate.")
      if let folder { print("Evidence: \(folder)/report.html") }
    }
    let bad = pack.cases.filter { !$0.isPassed && $0.id != "SUMMARY" }
    guard bad.isEmpty else {
      throw CommandFailure(.data, bad.map { "\($0.id) \($0.verdict.rawValue)" }.joined(separator: ", "))
    }
  }

  private var source: String {
    if let simulate { return "simulated meter, \(simulate)" }
    if let readings { return "readings of \(readings)" }
    return "lines of \(board ?? ""), reference \(referenceLine ?? reference ?? "typed")"
  }

  /// What must appear in no file of the pack: the password, and keys as they stand and as octets.
  private func secrets() throws -> [[UInt8]] {
    let password = try place.password.map { try SecretFile.lines($0).map(\.octets) } ?? []
    let keys = try place.keys.map { try SecretFile.lines($0).prefix(2).map(\.octets) } ?? []
    return password + keys + keys.compactMap(Self.octets)
  }

  private static func octets(_ hex: [UInt8]) -> [UInt8]? {
    let digits = hex.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == hex.count, digits.count % 2 == 0 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
