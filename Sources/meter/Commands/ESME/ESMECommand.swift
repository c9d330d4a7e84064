import ArgumentParser
import ESMEService
import MeterCore

struct ESMECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "esme", abstract: "Read and set a twin-element smart meter (SMETS2, MP184).",
    discussion: "Acts on the meter that 'meter simulate esme' keeps in its data folder.",
    subcommands: [
      ESMEInfoCommand.self, ESMERegistersCommand.self, ESMELogCommand.self, ESMETariffCommand.self,
      ESMEMPANCommand.self, ESMEAccessCommand.self, ESMEPartyCommand.self,
    ])
}

struct ESMEInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Show the meter's identity, time and memory.")

  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let stored = try data.reader()
    let report = stored.infoReport()
    if json { try JSONOutput.print(report) } else { print(report.text) }
  }
}

struct ESMERegistersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registers", abstract: "Show the cumulative and tariff registers.")

  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let report = try data.reader().registersReport()
    if json { try JSONOutput.print(report) } else { print(report.text) }
  }
}

struct ESMELogCommand: ParsableCommand {
  enum Log: String, ExpressibleByArgument, CaseIterable {
    case events, security, power, auxiliary, alerts

    var log: TwinLog {
      switch self {
      case .events: .events
      case .security: .security
      case .power: .power
      case .auxiliary: .auxiliary
      case .alerts: .alerts
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Show an event log, oldest entry first.")

  @Argument(help: "events, security, power, auxiliary or alerts.") var log: Log
  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let report = try data.reader().eventsReport(log.log)
    if json { try JSONOutput.print(report) } else { print(report.text) }
  }
}
