import ArgumentParser

/// `meter simulate …`: something to read, without hardware.
struct SimulateCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Be a device for others to read.",
    subcommands: [SimulateChargePointCommand.self])
}
