import ArgumentParser
import ESMEService

struct HANCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "han", abstract: "Show what a home display receives from both elements.",
    discussion: """
      Energies, tiers, prices, power, day, week and month history, and in JSON also the attributes of the metering \
      cluster and the newest half hours of each channel. No radio. What the display would get about the secondary \
      export is MP184's: provisional.
      """)

  @OptionGroup var data: ESMEFolderOption
  @Option(help: "Half hours of each profile channel, newest first (JSON).") var halfHours = 24
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    guard (1...1000).contains(halfHours) else {
      throw CommandFailure(.usage, "--half-hours must be 1 to 1000")
    }
    let report = try data.reader().hanReport(halfHours: halfHours)
    if json { try JSONOutput.print(report) } else { print(report.text) }
  }
}
