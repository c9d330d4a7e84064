import Archive
import ArgumentParser
import COSEM
import Foundation
import Gateway
import Instation

struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Read meters over TCP, serial lines and optical heads.",
    discussion: """
      Targets: tcp:host:4059, serial:/dev/ttyUSB0, optical:/dev/ttyUSB0, optical:tcp:host:port, replay:file
      Examples:
        meter read tcp:10.0.0.5:4059 --client 32 --password secret --profile --days 30 --archive meters.sqlite
        meter read optical:/dev/ttyUSB0 --driver prometer100 --password secret --profile --days 90
        meter read --all boards/bench.yaml --archive bench.sqlite
        meter read tcp:10.0.0.5:4059 --password secret --details details.csv
      Nothing is ever written to a meter. Passwords and keys come from files that only their owner may read,
      and never show in traces or recordings.
      """)

  @Argument(help: "Where the meter is.") var target: String?
  @Option(help: "Read all meters of a file, at the same time.") var all: String?
  @Flag(help: "What the meter is (always read; alone: nothing else).") var identity = false
  @Flag(help: "Clock, with its offset and uncertainty.") var clock = false
  @Flag(help: "Registers.") var registers = false
  @Flag(help: "Event logs.") var events = false
  @Option(
    help:
      "Write the technical details that the meter tells to FILE: ends in .json, or in .csv for field,value lines."
  )
  var details: DetailsFile?
  @Flag(help: "Load profile.") var profile = false
  @Option(help: "Days of the profile, back from the meter's own time.") var days: Int?
  @Option(help: "First period (start, UTC), e.g. 2026-03-29T00:30Z.") var from: UTCOption?
  @Option(help: "Last period (start, UTC); a date alone means that whole day.") var to: UTCOption?
  @Option(help: "A profile by its code instead of the driver's; may be repeated.") var code: [String] = []
  @Option(help: "Length of a period in seconds, where the meter hides it.") var period: Int64?
  @Option(help: "Data set to read in programming mode of IEC 62056-21, e.g. 1.8.0; may be repeated.")
  var address: [String] = []
  @Flag(help: "Wait for a readout that the meter sends of itself (IEC 62056-21 mode D).") var listen = false
  @OptionGroup var place: InstallationOptions
  @Option(help: "Keep what is read in this archive (SQLite).") var archive: String?
  @Option(help: "Meters read at the same time.") var parallel = 256
  @Flag(help: "Show every octet on standard error; secrets are masked.") var trace = false
  @Option(help: "Record the session to FILE; secrets are masked.") var record: String?
  @Flag(help: "JSON output.") var json = false
  @Flag(help: "No progress bar.") var noProgress = false

  func run() throws {
    if let all {
      guard target == nil else { throw CommandFailure(.usage, "give a target or --all, not both") }
      guard details == nil else { throw CommandFailure(.usage, "--details is of one target, not of --all") }
      return try readAll(all)
    }
    guard let text = target, let target = MeterTarget(text) else {
      throw CommandFailure(
        .usage,
        "a target is tcp:host:port, serial:/dev/…, optical:/dev/…, optical:tcp:host:port or replay:file, not '\(target ?? "")'"
      )
    }
    let meter = CollectedMeter(
      name: "\(target)", installation: try place.installation(target), way: try way(),
      request: try request())
    var watch = MeterCollector.Watch()
    let recorder = try record.map { try RecordingFile($0) }
    let isTracing = trace
    if isTracing || recorder != nil {
      watch.line = { _, event in
        if isTracing { FileHandle.standardError.write(Data((event.text + "\n").utf8)) }
        recorder?.write(event)
      }
    }
    let bar = ProgressBar(isShown: !noProgress && !trace && !json && isatty(2) == 1)
    watch.progress = { _, progress in bar.show(progress) }
    let collector = MeterCollector(archive: try archive.map { try MeterArchive(path: $0) }, watch: watch)
    let outcome = collector.collect(meter)
    bar.end()
    recorder?.close()
    guard let reading = outcome.reading else {
      throw CommandFailure(outcome.isDataFailure ? .data : .device, outcome.failure ?? "failed")
    }
    if let found = reading.details { try details?.write(found) }
    let report = ReadReport(outcome, reading)
    if json { try JSONOutput.print(report) } else { print(report.text) }
    try judge([outcome])
  }

  /// Contradictions and missing parts are a failed verdict.
  private func judge(_ outcomes: [CollectionOutcome]) throws {
    for outcome in outcomes {
      guard let reading = outcome.reading else { continue }
      if (outcome.counts?.contradictory ?? 0) > 0 {
        throw CommandFailure(
          .data,
          "\(outcome.name): periods differ from those in the archive, which were kept; see 'meter archive compare'"
        )
      }
      for profile in reading.profiles where !profile.findings.contradictory.isEmpty {
        throw CommandFailure(
          .data,
          "\(outcome.name): the meter contradicts itself about periods of \(profile.description.name.text)")
      }
      for profile in reading.profiles where profile.findings.sums.contains(where: { $0.agrees == false }) {
        throw CommandFailure(
          .data,
          "\(outcome.name): intervals do not add up to the register in \(profile.description.name.text)")
      }
      if !code.isEmpty, let failed = reading.failedProfiles.first {
        throw CommandFailure(.data, failed.failure.description)
      }
    }
  }

  private func way() throws -> CollectedMeter.Way {
    if place.driver == FlagReader.name {
      guard details == nil else {
        throw CommandFailure(
          .usage, "--details asks COSEM objects; '\(FlagReader.name)' has none: choose another --driver")
      }
      if listen { return .flag(.listen) }
      return .flag(address.isEmpty ? .readout : .programming(addresses: address))
    }
    guard let driver = ReadingDriver.named(place.driver) else {
      let names = (ReadingDriver.all.map(\.name) + [FlagReader.name]).joined(separator: ", ")
      throw CommandFailure(.usage, "unknown driver '\(place.driver)'; there are \(names)")
    }
    return .cosem(driver)
  }

  private func request() throws -> ReadRequest {
    var request = ReadRequest()
    let wantsProfile = profile || days != nil || from != nil || to != nil || !code.isEmpty
    let isAnything = identity || clock || registers || events || details != nil || wantsProfile
    request.clock = clock || !isAnything
    request.registers = registers || !isAnything
    request.events = events
    request.details = details != nil
    guard wantsProfile else { return request }
    let names = try code.map { text in
      guard let name = OBIS(text) else {
        throw CommandFailure(.usage, "--code takes a code of six groups, e.g. 1.0.99.1.0.255, not '\(text)'")
      }
      return name
    }
    guard period == nil || (1...86_400).contains(period!) else {
      throw CommandFailure(.usage, "--period is 1 to 86400 seconds")
    }
    let span: ReadRequest.ProfileWish.Span
    if from != nil || to != nil {
      guard days == nil else { throw CommandFailure(.usage, "give --days or --from and --to") }
      span = .between(from?.seconds ?? 0, to?.lastSecond ?? 4_102_444_800)
    } else {
      guard (1...4000).contains(days ?? 1) else { throw CommandFailure(.usage, "--days is 1 to 4000") }
      span = .lastDays(days ?? 1)
    }
    request.profile = ReadRequest.ProfileWish(names: names, span, periodSeconds: period)
    return request
  }

  private func readAll(_ path: String) throws {
    let file = try CollectionFile(path: path)
    let keep = archive ?? file.archive
    var watch = MeterCollector.Watch()
    let isJSON = json
    let isTracing = trace
    if isTracing {
      watch.line = { name, event in
        FileHandle.standardError.write(Data("\(name) \(event.text)\n".utf8))
      }
    }
    watch.done = { outcome in
      if !isJSON { print(CollectionLine(outcome).text) }
    }
    let collector = MeterCollector(archive: try keep.map { try MeterArchive(path: $0) }, watch: watch)
    let outcomes = collector.collect(file.meters, parallel: max(parallel, 1))
    let failed = outcomes.filter { $0.reading == nil }
    let memory = PeakMemory.kilobytes()
    if json {
      try JSONOutput.print(
        CollectionDocument(
          meters: outcomes.map(CollectionLine.init), failed: failed.count, peakMemoryKilobytes: memory))
    } else {
      print(
        "\(outcomes.count - failed.count) of \(outcomes.count) meters read, peak memory \(memory / 1024) MB")
    }
    try judge(outcomes)
    if !failed.isEmpty {
      throw CommandFailure(.device, "\(failed.count) of \(outcomes.count) meters could not be read")
    }
  }
}
