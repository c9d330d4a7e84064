import ArgumentParser
import Bench
import Foundation
import Gateway
import Instation

struct BenchProtocolCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocol", abstract: "Run the protocol approval script DR1-1 to DR4-5 of BSCP601.",
    discussion: """
      Examples:
        meter bench protocol tcp:10.0.0.5:4059 --sheet sheet.yaml --credentials levels --output evidence
        meter bench protocol tcp:127.0.0.1:4059 --sheet sheet.yaml --credentials levels --output evidence \\
          --control meter.sock --export export.csv --unattended --confirm 12345678
      Each step is kept in the folder as soon as it is done; the same command goes on with the steps that are open. On a
      terminal it asks before each step and for what is to be done at the meter. It puts the clock 10 minutes wrong and
      resets it: never on a live meter. It is evidence, no certificate. Exit code 4 when a step fails or is open.
      """)

  @Argument(help: "Where the meter is; see 'meter read --help'.") var target: String
  @Option(help: "Set-up sheet, YAML or JSON (docs/bench.md).") var sheet: String
  @Option(help: "The code: 1, 2, 3, 5, 10 or 11; default 5.") var cop: CodeOfPracticeOption?
  @OptionGroup var place: InstallationOptions
  @Option(help: "File with the passwords of levels 1 to 3, a line each (chmod 600).") var credentials: String
  @Option(help: "The meter's serial number, typed to confirm; asked for where it is left out.")
  var confirm: String?
  @Option(help: "Whole days (UTC) to collect.") var days: Int64 = 1
  @Option(help: "Export of the manufacturer's software over those days, CSV; else asked for.") var export:
    String?
  @Option(
    help:
      "A shell command that collects those days with another client and writes the CSV to its standard output; METER_TARGET, METER_FROM, METER_TO and METER_CREDENTIALS say what (docs/bench.md)."
  )
  var second: String?
  @Flag(help: "10 s for the clock instead of 20 s.") var strictTime = false
  @Option(help: "Control socket of 'meter simulate': conditions, and time that passes at once.")
  var control: String?
  @Flag(help: "A person makes the conditions, also with --control.") var byHand = false
  @Flag(help: "Ask for nothing; conditions that nobody can make are not run.") var unattended = false
  @Option(name: .customLong("repeat"), help: "Do a step again, e.g. DR2-1; may be repeated.")
  var again: [String] = []
  @Option(help: "Pause after this step.") var pauseAfter: String?
  @Flag(help: "Write the evidence although steps are open.") var finish = false
  @OptionGroup var evidence: EvidenceOptions
  @OptionGroup var view: WitnessOption
  @Flag(help: "JSON output: results.json.") var json = false

  private var code: CodeOfPractice { cop?.code ?? .cop5 }

  func run() throws {
    guard let target = MeterTarget(target) else {
      throw CommandFailure(
        .usage,
        "a target is tcp:host:port, serial:/dev/…, optical:/dev/… or replay:file, not '\(self.target)'")
    }
    guard let driver = ReadingDriver.named(place.driver) else {
      throw CommandFailure(.usage, "unknown driver '\(place.driver)'")
    }
    guard let output = evidence.output else {
      throw CommandFailure(.usage, "name the folder of the test with --output DIR; it keeps every step")
    }
    guard [1, 2, 3, 5, 10, 11].contains(code.rawValue), (1...30).contains(days) else {
      throw CommandFailure(.usage, "the script is for CoPs 1, 2, 3, 5, 10 and 11; --days is 1 to 30")
    }
    guard export == nil || second == nil else {
      throw CommandFailure(.usage, "the second collection is --export FILE or --second COMMAND, not both")
    }
    let known = [ProtocolRun.sheetStep] + ProtocolScript.steps(code).map(\.id)
    for id in again + [pauseAfter].compactMap({ $0 }) where !known.contains(id) {
      throw CommandFailure(.usage, "no step '\(id)'; there are \(known.joined(separator: ", "))")
    }
    let keys = try evidence.keys(completing: ProtocolFolder.stateName)
    do {
      try run(target, driver, output, keys)
    } catch let error as CoPOptionError {
      throw CommandFailure(.usage, error.reason)
    } catch is ProtocolPause {
      throw CommandFailure(
        .data, "paused; the same command goes on: every finished step is kept in \(output)")
    }
  }

  private func run(
    _ target: MeterTarget, _ driver: ReadingDriver, _ output: String, _ keys: EvidenceOptions.Keys
  ) throws {
    let isGuided = !unattended && isatty(0) == 1
    let terminal = BenchProtocolTerminal(isShown: !json)
    var setUp = ProtocolRun.SetUp(
      bench: try bench(terminal, isGuided), sheet: try readSheet(), code: code)
    setUp.days = days
    if strictTime { setUp.clockLimit = 10 }
    let installation = try place.installation(target)
    var surroundings = try MeterCollector.surroundings(installation)
    let collection = SecondCollection(
      file: export, command: second, target: self.target, credentials: credentials)
    defer { collection.tidy() }
    let person = BenchProtocolPerson(terminal, isAsking: isGuided) { try collection.file(from: $0, to: $1) }
    var hands: any ProtocolHands = person
    if let control {
      let simulator: SimulatorControl
      do { simulator = try SimulatorControl(path: control) } catch {
        throw CommandFailure(.device, "\(control): \(error.reason)")
      }
      simulator.export = { try collection.file(from: $0, to: $1) }
      surroundings = simulator.surroundings(surroundings)
      if !byHand { hands = simulator }
    }
    Interruption.listen()
    surroundings.isCancelled = { Interruption.isWanted }
    let progress = BenchProgress(
      title: "Protocol test of CoP \(code.rawValue)",
      facts: [["Meter", "\(target)"], ["Tester", evidence.tester], ["Conditions by", hands.name]])
    let page = try view.start(progress, evidence)
    defer { page?.end() }
    let test = try ProtocolRun(
      installation, driver: driver, surroundings: surroundings, setUp: setUp, hands: hands,
      folder: ProtocolFolder(path: output), observer: progress)
    progress.take(
      .planned(
        [BenchStep(id: ProtocolRun.sheetStep, title: "Set-up sheet")]
          + test.steps.map { BenchStep(id: $0.id, title: $0.title) }))
    for attempt in test.state.attempts { progress.take(.ended(attempt.test)) }
    if let text = try test.recover() { terminal.say("resumed: \(text)") }
    try steps(test, terminal, isGuided)
    guard test.open.isEmpty || finish else {
      try test.pause()
      throw ProtocolPause()
    }
    try write(test, output, keys, progress)
  }

  /// Does what is open, and what is to be repeated.
  private func steps(_ test: ProtocolRun, _ terminal: BenchProtocolTerminal, _ isGuided: Bool) throws {
    let done = test.state.attempts.count
    if done > 0 { terminal.say("\(done) attempts are kept, open: \(test.open.joined(separator: " "))") }
    let all = [ProtocolRun.sheetStep] + test.steps.map(\.id)
    var wanted = all.filter { test.open.contains($0) || again.contains($0) }
    if finish { wanted.removeAll { !again.contains($0) } }
    while true {
      if Interruption.isWanted {
        try test.pause()
        throw ProtocolPause()
      }
      if isGuided {
        switch terminal.choose(next: wanted.first, test) {
        case .go: break
        case .skip:
          if !wanted.isEmpty { wanted.removeFirst() }
          continue
        case .again(let id): wanted.insert(id, at: 0)
        case .pause:
          try test.pause()
          throw ProtocolPause()
        }
      }
      guard let id = wanted.first else { return }
      let result: EvidenceCase
      do { result = try test.run(id) } catch {
        if Interruption.isWanted || error is ProtocolPause {
          try test.pause()
          throw ProtocolPause()
        }
        throw error
      }
      terminal.show(result)
      wanted.removeFirst()
      if id == pauseAfter {
        try test.pause()
        throw ProtocolPause()
      }
    }
  }

  private func write(
    _ test: ProtocolRun, _ output: String, _ keys: EvidenceOptions.Keys, _ progress: BenchProgress
  ) throws {
    let pack = test.pack(
      tester: evidence.tester, witness: evidence.witness, version: MeterCommand.version)
    ProtocolFolder(path: output).tidy()
    let script = ProtocolScript.steps(code)
    try evidence.write(
      pack, raw: test.rawFiles, configuration: script, keys: keys, secrets: test.packSecrets,
      completing: ProtocolFolder.stateName)
    progress.take(.finished(pack.verdict))
    if json {
      try JSONOutput.print(pack)
    } else {
      print("\(BenchAccuracyText.counts(pack)). This is evidence, no certificate.")
      print("Evidence: \(output)/report.html")
    }
    let bad = pack.cases.filter { !$0.isPassed && !pack.mayStayOpen($0) }
    guard bad.isEmpty else {
      throw CommandFailure(.data, bad.map { "\($0.id) \($0.verdict.rawValue)" }.joined(separator: ", "))
    }
  }

  private func readSheet() throws -> ProtocolSheet {
    do { return try ProtocolSheet(parsing: try TextFile.text(sheet)) } catch let error as CoPOptionError {
      throw CommandFailure(.usage, "\(sheet): \(error.reason)")
    }
  }

  private func bench(_ terminal: BenchProtocolTerminal, _ isGuided: Bool) throws -> CoPBenchSetUp {
    var serial = confirm
    if serial == nil, isGuided {
      terminal.say(
        "This puts the meter's clock 10 minutes wrong and resets it. Never do it to a meter that is settled on."
      )
      serial = terminal.ask("Type the meter's serial number to go on")
    }
    guard let serial, !serial.isEmpty else {
      throw CommandFailure(.usage, "nothing was changed: confirm with --confirm SERIAL")
    }
    do {
      return try CoPBenchSetUp(passwords: try SecretFile.lines(credentials), confirmedSerial: serial)
    } catch let error as CoPOptionError { throw CommandFailure(.usage, "\(credentials): \(error.reason)") }
  }
}
