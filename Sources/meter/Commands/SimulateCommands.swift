import ArgumentParser

/// `meter simulate …`: something to read, without hardware. A kind of meter may follow at once.
struct SimulateCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Be a device for others to read: a meter, a smart meter in its house, charge points.",
    subcommands: [
      SimulateCommand.self, SimulateManyCommand.self, SimulateESMECommand.self,
      SimulateChargePointCommand.self,
    ],
    defaultSubcommand: SimulateCommand.self)
}
