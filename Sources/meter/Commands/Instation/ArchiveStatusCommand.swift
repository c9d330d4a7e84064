import Archive
import ArgumentParser
import Foundation
import Gateway

struct ArchiveStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "How the reads of every meter stand: last read, failures, age of the newest period.",
    discussion:
      "States: ok, failing (the last read failed), stale, never. Exit code 4 unless every meter is ok.")
  @Argument(help: "The archive (SQLite).") var path: String
  @Option(help: "Age in minutes from which a meter's newest period is stale.") var staleMinutes = 1560
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    guard staleMinutes > 0 else { throw CommandFailure(.usage, "--stale-minutes must be at least 1") }
    let report = StatusReport(
      try MeterArchive(path: path, readOnly: true).status(), staleSeconds: Int64(staleMinutes) * 60,
      now: Int64(Date().timeIntervalSince1970))
    if json { try JSONOutput.print(report) } else { print(report.text) }
    if report.failed > 0 {
      throw CommandFailure(.data, "\(report.failed) of \(report.meters.count) meters are not in order")
    }
  }
}
