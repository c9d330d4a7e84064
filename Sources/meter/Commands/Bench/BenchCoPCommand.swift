import ArgumentParser
import Bench
import Foundation
import Gateway
import Instation

struct BenchCoPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cop", abstract: "Measure a meter against the rules of a Code of Practice.",
    discussion: """
      Examples:
        meter bench cop --cop 5 tcp:10.0.0.5:4059 --password level1 --output evidence
        meter bench cop --cop 3 optical:/dev/ttyUSB0 --driver prometer100 --password level1 --expect mtd.json
        meter bench cop --cop 5 serial:/dev/ttyUSB0 --password level1 --bench --credentials levels --confirm 12345678
      Reads only. With --bench, --credentials (passwords of levels 1 to 3, a line each) and the meter's serial number
      typed, it also steps the clock by up to 10 minutes, sets periods and passwords, and restores them. Never on a
      live meter. It is evidence, no certificate. Exit code 4 when a verified or derived rule fails.
      """)

  @Argument(help: "Where the meter is; see 'meter read --help'.") var target: String
  @Option(help: "The code: 1, 2, 3, 5, 6, 10 or 11.") var cop: CodeOfPracticeOption
  @OptionGroup var place: InstallationOptions
  @Option(help: "Days of rows to read; 30 days of sums need 31.") var days = 31
  @Flag(help: "Equipment from before 30 June 2022: 20 days of storage.") var legacy = false
  @Flag(help: "10 s for the clock instead of 20 s.") var strictTime = false
  @Option(help: "Hours over which the clock's drift is measured, e.g. 24.") var hours = 0.0
  @Option(help: "Full load in W, for resolution and sums; else the highest stored demand stands for it.")
  var fullLoad: Double?
  @Option(help: "Start of the MD's charging period, UTC; else the month of the newest row.") var charging:
    UTCOption?
  @Option(help: "Meter technical details to compare with, JSON.") var expect: String?
  @Option(
    help: "Write the technical details as read: .json in the form of --expect, .csv as lines of field,value.")
  var details: DetailsFile?
  @Option(help: "Edges of the pulse output: lines of UTC seconds and 1 or 0, separated by a comma.")
  var pulses: String?
  @Option(help: "Energy of a pulse in Wh.") var pulseValue = 10.0
  @Option(help: "Evidence of 'meter bench accuracy' on this meter: its points are taken into ACC-*.")
  var accuracy: String?
  @Flag(help: "The meter stands on a bench and may be changed.") var bench = false
  @Option(help: "File with the passwords of levels 1 to 3, a line each (chmod 600); for --bench.")
  var credentials: String?
  @Option(help: "The meter's serial number, typed to confirm --bench; asked for where it is left out.")
  var confirm: String?
  @Flag(help: "Reset the maximum demand on the bench: nothing restores it.") var resetDemand = false
  @Option(help: "Control socket of 'meter simulate': conditions for --bench, and time that passes at once.")
  var control: String?
  @OptionGroup var evidence: EvidenceOptions
  @OptionGroup var view: WitnessOption
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    guard let target = MeterTarget(target) else {
      throw CommandFailure(
        .usage,
        "a target is tcp:host:port, serial:/dev/…, optical:/dev/… or replay:file, not '\(self.target)'")
    }
    guard let driver = ReadingDriver.named(place.driver) else {
      throw CommandFailure(
        .usage,
        "unknown driver '\(place.driver)'; there are \(ReadingDriver.all.map(\.name).joined(separator: ", "))"
      )
    }
    guard (1...400).contains(days), hours >= 0, hours <= 1000, pulseValue > 0, (fullLoad ?? 1) > 0 else {
      throw CommandFailure(
        .usage, "--days is 1 to 400, --hours 0 to 1000, --pulse-value and --full-load above 0")
    }
    let options = try options()
    guard evidence.output != nil || evidence.key == nil else {
      throw CommandFailure(.usage, "nothing to sign: name the evidence folder with --output DIR")
    }
    let keys = try evidence.keys()
    var setUp = try setUp()
    let isTold = !json && (bench || isatty(2) == 1)
    let started = Int64(Date().timeIntervalSince1970)
    let installation = try place.installation(target)
    var surroundings = try MeterCollector.surroundings(installation)
    if let control {
      do {
        let simulator = try SimulatorControl(path: control)
        surroundings = simulator.surroundings(surroundings)
        setUp?.conditions = simulator
      } catch { throw CommandFailure(.device, "\(control): \(error.reason)") }
    }
    let progress = BenchProgress(
      title: "Rules of CoP \(options.code.rawValue)",
      facts: [["Meter", "\(target)"], ["Tester", evidence.tester]])
    progress.take(
      .planned(CoPRules.of(options.code).map { BenchStep(id: CoPRule.caseID($0.id), title: $0.title) }))
    let page = try view.start(progress, evidence)
    defer { page?.end() }
    Interruption.listen()
    surroundings.isCancelled = { Interruption.isWanted }
    let bench = CoPBench(
      installation, driver: driver, surroundings: surroundings,
      options: options, setUp: setUp)
    let run = try bench.run { step in
      progress.take(.message(step))
      if isTold { FileHandle.standardError.write(Data("\(step) …\n".utf8)) }
    }
    try details?.write(run.seen.details)
    let pack = try write(run, options, started, keys)
    let report = CoPEvidence(run, options)
    for result in run.results { progress.take(.ended(report.evidence(result))) }
    progress.take(.finished(pack.verdict))
    if json {
      try JSONOutput.print(CoPReport(run, options))
    } else {
      print(CoPReport(run, options).text)
      if let output = evidence.output { print("Evidence: \(output)/report.html") }
    }
    if Interruption.isWanted {
      throw CommandFailure(
        .device, "stopped: not everything was measured\n" + run.seen.notes.joined(separator: "\n"))
    }
    guard run.failed.isEmpty else {
      throw CommandFailure(.data, "failed: \(run.failed.map(\.rule).joined(separator: ", "))")
    }
  }

  private func write(
    _ run: CoPBench.Run, _ options: CoPOptions, _ started: Int64, _ keys: EvidenceOptions.Keys
  ) throws -> EvidencePack {
    let report = CoPEvidence(run, options)
    let pack = report.pack(
      target: target, tester: evidence.tester, witness: evidence.witness, startedAt: started,
      version: MeterCommand.version, mode: bench ? "bench" : "read-only")
    var secrets = try place.password.map { try SecretFile.lines($0).map(\.octets) } ?? []
    secrets += try credentials.map { try SecretFile.lines($0).map(\.octets) } ?? []
    try evidence.write(
      pack, raw: report.raw, configuration: CoPRules.of(options.code), keys: keys, secrets: secrets)
    return pack
  }

  private func options() throws -> CoPOptions {
    var options = CoPOptions(cop.code)
    options.isLegacy = legacy
    options.isStrictTime = strictTime
    options.hours = hours
    options.days = days
    options.fullLoadWatts = fullLoad
    options.chargingPeriodStart = charging?.seconds
    func read(_ path: String) throws -> Data {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure(.usage, "\(path): cannot be read; check the name")
      }
      return data
    }
    do {
      if let expect { options.expected = try MeterTechnicalDetails(json: read(expect)) }
      if let pulses {
        options.pulses = try CoPPulses(
          csv: String(decoding: read(pulses), as: UTF8.self), valueWattHours: pulseValue)
      }
    } catch let error as CoPOptionError {
      throw CommandFailure(.usage, "\(expect ?? pulses ?? ""): \(error.reason)")
    }
    options.accuracy = try accuracy.map(Self.points)
    return options
  }

  /// Points of the evidence of an accuracy bench, which must be whole.
  private static func points(_ path: String) throws -> CoPAccuracy {
    let folder = EvidenceFolder(path: path)
    if let finding = folder.verifyFiles().first {
      throw CommandFailure(.data, "\(path) is not whole: \(finding)")
    }
    let pack: EvidencePack
    do { pack = try folder.pack() } catch { throw CommandFailure(.data, "\(path): \(error.reason)") }
    do { return try CoPAccuracy(pack) } catch {
      throw CommandFailure(.usage, "\(path) \(error.reason)")
    }
  }

  private func setUp() throws -> CoPBenchSetUp? {
    guard bench else {
      guard credentials == nil, confirm == nil, !resetDemand else {
        throw CommandFailure(.usage, "--credentials, --confirm and --reset-demand are for --bench")
      }
      return nil
    }
    guard let credentials else {
      throw CommandFailure(
        .usage, "--bench needs --credentials FILE with the passwords of levels 1 to 3, a line each")
    }
    guard place.password != nil else {
      throw CommandFailure(.usage, "--bench needs --password FILE of level 1 for what is read")
    }
    var serial = confirm
    if serial == nil, isatty(0) == 1 {
      print(
        "This changes the meter: its clock by up to 10 minutes, its period, the password of level 1; they are restored.\n"
          + "Never do it to a meter that is settled on. Type the meter's serial number to go on: ",
        terminator: "")
      serial = readLine(strippingNewline: true)
    }
    guard let serial, !serial.isEmpty else {
      throw CommandFailure(.usage, "nothing was changed: confirm with --confirm SERIAL")
    }
    do {
      var setUp = try CoPBenchSetUp(passwords: try SecretFile.lines(credentials), confirmedSerial: serial)
      setUp.mayResetDemand = resetDemand
      return setUp
    } catch let error as CoPOptionError { throw CommandFailure(.usage, "\(credentials): \(error.reason)") }
  }
}
