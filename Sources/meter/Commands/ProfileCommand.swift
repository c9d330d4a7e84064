import ArgumentParser
import Foundation
import Gateway
import MeterCore
import Settlement

struct ProfileCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv
    case simpleCSV = "simple-csv"
    case starkDF2 = "stark-df2"
    case localDays = "local-days"
  }

  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Show or export the half-hour profile.",
    discussion: """
      Times are UTC. --from and --to are inclusive and mean the start of a period.
      Formats: csv (all flags, gaps as lines of their own), simple-csv (start-stamped, A/E),
      stark-df2 (end-stamped), local-days (46, 48 or 50 half hours a day in --zone).
      """)

  @OptionGroup var data: DataOption
  @Option(help: "First period, e.g. 2026-03-29 or 2026-03-29T00:30Z.") var from: UTCOption?
  @Option(help: "Last period; a date alone means that whole day.") var to: UTCOption?
  @Flag(help: "CSV output (the same as --format csv).") var csv = false
  @Option(help: "File format: csv, simple-csv, stark-df2, local-days.") var format: Format?
  @Option(help: "Stamp of csv rows: start or end of the period.") var stamp: StampOption = .start
  @Option(help: "Time zone of local columns and local days, e.g. Europe/London.") var zone: String?
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    var meter = try data.storedMeter()
    guard let snapshot = meter.snapshot() else {
      throw CommandFailure(.data, "the store is empty: the meter has not run yet")
    }
    let first = from.map { Instant(seconds: $0.seconds) } ?? Instant(nanoseconds: 0)
    let last = to.map { Instant(seconds: $0.lastSecond) } ?? Instant(nanoseconds: Int64.max)
    guard first <= last else { throw CommandFailure(.usage, "--from is later than --to") }
    let report = ProfileReport(
      rows: try meter.rows(startingIn: first...last), channels: snapshot.channels,
      mpans: meter.description.channels.map(\.mpan))
    var local: LocalDays?
    if let zone {
      guard let days = LocalDays(zone: zone) else {
        throw CommandFailure(.usage, "unknown time zone '\(zone)'; use a name like Europe/London")
      }
      local = days
    }
    if json { return try JSONOutput.print(report.json(stamp.value)) }
    let lines: [String]
    switch format ?? (csv ? .csv : nil) {
    case .csv?: lines = report.csv(stamp.value, local: local)
    case .simpleCSV?: lines = SimpleCSV.lines(report.series().map(\.register))
    case .starkDF2?: lines = StarkDF2.lines(report.series())
    case .localDays?:
      guard let local else { throw CommandFailure(.usage, "--format local-days needs --zone") }
      lines = local.lines(report.series().map(\.register))
    case nil: lines = report.table(stamp.value)
    }
    for line in lines { print(line) }
    let gaps = report.rows.indices.reduce(0) { $0 + report.gap(before: $1) }
    if gaps > 0 {
      FileHandle.standardError.write(
        Data("meter: \(gaps) periods are missing (the meter did not run)\n".utf8))
    }
  }
}

/// `--stamp start|end`.
enum StampOption: String, ExpressibleByArgument, CaseIterable {
  case start, end
  var value: ProfileReport.Stamp { self == .start ? .start : .end }
}
