import ArgumentParser

/// `meter chargepoint …`: OCPP charge points as meters.
struct ChargePointCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chargepoint", abstract: "Receive, forward and command OCPP charge points.",
    subcommands: [
      ChargePointServeCommand.self, ChargePointProxyCommand.self, ChargePointControlCommand.self,
      ChargePointListCommand.self, ChargePointReadingsCommand.self,
    ])
}
