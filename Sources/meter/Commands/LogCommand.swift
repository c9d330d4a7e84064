import ArgumentParser
import Gateway

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Show the meter's event log.")

  @OptionGroup var data: DataOption
  @Option(help: "Only the newest entries.") var last: Int?
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    var meter = try data.storedMeter()
    let events = try meter.events().suffix(last ?? Int.max)
    let report = EventsReport(Array(events), names: meter.channelNames)
    if json { try JSONOutput.print(report) } else { print(report.text) }
  }
}
