import Archive
import ArgumentParser
import Foundation
import Gateway
import Settlement

/// `meter archive …`: what was read and kept.
struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "What was read of meters: gaps, export, comparison, audit.",
    subcommands: [
      ArchiveMetersCommand.self, ArchiveGapsCommand.self, ArchiveExportCommand.self,
      ArchiveCompareCommand.self, ArchiveReadsCommand.self, ArchivePruneCommand.self,
      ArchiveStatusCommand.self, ArchiveReconcileCommand.self,
    ])
}

/// Which archive, and which of its meters.
struct ArchiveOptions: ParsableArguments {
  @Argument(help: "The archive (SQLite).") var path: String
  @Option(help: "Only the meter of this serial number; may be repeated.") var meter: [String] = []
  @Option(help: "First period (start, UTC).") var from: UTCOption?
  @Option(help: "Last period (start, UTC); a date alone means that whole day.") var to: UTCOption?

  var range: ClosedRange<Int64> {
    get throws {
      let first = from?.seconds ?? Int64.min
      let last = to?.lastSecond ?? Int64.max
      guard first <= last else { throw CommandFailure(.usage, "--from is later than --to") }
      return first...last
    }
  }

  func open(readOnly: Bool = true) throws -> MeterArchive {
    try MeterArchive(path: path, readOnly: readOnly)
  }

  func meters(_ archive: MeterArchive) throws -> [ArchivedMeter] {
    let all = try archive.meters()
    guard !meter.isEmpty else { return all }
    return try meter.map { name in
      guard let found = all.first(where: { $0.name == name }) else {
        throw CommandFailure(
          .usage, "no meter '\(name)'; there are \(all.map(\.name).joined(separator: ", "))")
      }
      return found
    }
  }
}

struct ArchiveMetersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "meters", abstract: "The meters and channels.")
  @OptionGroup var options: ArchiveOptions
  @Flag(help: "JSON output.") var json = false

  struct Line: Encodable {
    var meter: String
    var profile: String
    var code: String
    var attribute: Int64
    var periodSeconds: Int64
    var intervals: Int
    var first: String
    var last: String
  }

  func run() throws {
    let archive = try options.open()
    var lines: [Line] = []
    for meter in try options.meters(archive) {
      for channel in try archive.channels(of: meter.id) {
        guard let extent = try archive.extent(of: channel.id) else { continue }
        lines.append(
          Line(
            meter: meter.name, profile: channel.profile, code: channel.code, attribute: channel.attribute,
            periodSeconds: channel.periodSeconds, intervals: extent.count, first: UTCStamp.iso(extent.first),
            last: UTCStamp.iso(extent.last)))
      }
    }
    if json { return try JSONOutput.print(lines) }
    print(
      TextTable.render(
        ["meter", "profile", "code", "period", "intervals", "first", "last"],
        lines.map {
          [$0.meter, $0.profile, $0.code, "\($0.periodSeconds) s", "\($0.intervals)", $0.first, $0.last]
        }, rightAligned: [3, 4]))
  }
}

struct ArchiveGapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps", abstract: "Periods missing between the first and last of each channel.",
    discussion: "Exit code 4 where anything is missing.")
  @OptionGroup var options: ArchiveOptions
  @Flag(help: "JSON output.") var json = false

  struct Line: Encodable {
    var meter: String
    var profile: String
    var code: String
    var start: String
    var periods: Int64
  }

  func run() throws {
    let archive = try options.open()
    let range = try options.range
    var lines: [Line] = []
    for meter in try options.meters(archive) {
      for channel in try archive.channels(of: meter.id) {
        for gap in try archive.gaps(of: channel, in: range) {
          lines.append(
            Line(
              meter: meter.name, profile: channel.profile, code: channel.code,
              start: UTCStamp.iso(gap.startSeconds), periods: gap.periods))
        }
      }
    }
    if json {
      try JSONOutput.print(lines)
    } else if lines.isEmpty {
      print("no gaps")
    } else {
      print(
        TextTable.render(
          ["meter", "profile", "code", "from", "periods"],
          lines.map { [$0.meter, $0.profile, $0.code, $0.start, "\($0.periods)"] }, rightAligned: [4]))
    }
    if !lines.isEmpty { throw CommandFailure(.data, "\(lines.count) gaps; read these periods again") }
  }
}

struct ArchiveExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write intervals as csv, json, simple-csv or stark-df2.")
  @OptionGroup var options: ArchiveOptions
  @Option(help: "csv, json (one object a line), simple-csv, stark-df2.") var format: ArchiveExport.Format =
    .csv
  @Option(help: "SERIAL=MPAN, or SERIAL:export=MPAN for active export; may be repeated.") var mpan: [String] =
    []

  func run() throws {
    let archive = try options.open()
    var export = ArchiveExport(archive, range: try options.range)
    for pair in mpan {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw CommandFailure(.usage, "--mpan is SERIAL=MPAN, not '\(pair)'") }
      export.mpans[parts[0]] = parts[1]
    }
    let leftOut = try export.write(options.meters(archive), format) { print($0) }
    if leftOut > 0 {
      FileHandle.standardError.write(
        Data("meter: \(leftOut) intervals have no place in this format and were left out\n".utf8))
    }
  }
}

extension ArchiveExport.Format: ExpressibleByArgument {}

struct ArchiveCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Check intervals against registers, or against another archive.",
    discussion: """
      Without --with: every register's advance against its intervals, and contradictions met while reading.
      Exit code 4 where anything differs.
      """)
  @OptionGroup var options: ArchiveOptions
  @Option(help: "Another archive.") var with: String?
  @Flag(help: "JSON output.") var json = false

  struct Document: Encodable {
    var checked: Int
    var findings: [ArchiveFinding]
  }

  func run() throws {
    let archive = try options.open()
    var document: Document
    if let with {
      let (checked, findings) = try archive.compare(with: try MeterArchive(path: with, readOnly: true))
      document = Document(checked: checked, findings: findings)
    } else {
      let (checked, findings) = try archive.compareRegisters()
      document = Document(checked: checked, findings: findings)
      for meter in try options.meters(archive) {
        for channel in try archive.channels(of: meter.id) {
          for one in try archive.contradictions(of: channel.id) {
            document.findings.append(
              ArchiveFinding(
                meter: meter.name, channel: "\(channel.profile) \(channel.code)", kind: "contradiction",
                fromSeconds: one.startSeconds, toSeconds: one.startSeconds + channel.periodSeconds,
                words: "\(one.kept) kept, \(one.came) came later"))
          }
        }
      }
    }
    if json {
      try JSONOutput.print(document)
    } else {
      for finding in document.findings {
        print(
          "\(finding.meter) \(finding.channel) \(UTCStamp.iso(finding.fromSeconds)): \(finding.kind): \(finding.words)"
        )
      }
      print("\(document.checked) comparisons, \(document.findings.count) findings")
    }
    if !document.findings.isEmpty { throw CommandFailure(.data, "\(document.findings.count) findings") }
  }
}

struct ArchiveReadsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reads", abstract: "The audit: every read, what it wanted and how it ended.")
  @Argument(help: "The archive (SQLite).") var path: String
  @Option(help: "How many, newest first.") var limit = 50
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let reads = try MeterArchive(path: path, readOnly: true).reads(limit: limit)
    if json { return try JSONOutput.print(reads) }
    print(
      TextTable.render(
        ["read", "started", "meter", "target", "outcome", "new", "known", "message"],
        reads.map {
          [
            "\($0.id)", UTCStamp.iso($0.started), $0.meter ?? "", $0.target, $0.outcome, "\($0.rowsNew)",
            "\($0.rowsSame)", $0.message ?? "",
          ]
        }, rightAligned: [0, 5, 6]))
  }
}

struct ArchivePruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove what is older than a number of days.")
  @Argument(help: "The archive (SQLite).") var path: String
  @Option(help: "Days to keep.") var keepDays: Int

  func run() throws {
    guard keepDays > 0 else { throw CommandFailure(.usage, "--keep-days must be at least 1") }
    let before = Int64(Date().timeIntervalSince1970) - Int64(keepDays) * 86_400
    let removed = try MeterArchive(path: path).prune(before: before)
    print("\(removed) intervals removed, older than \(UTCStamp.iso(before))")
  }
}
