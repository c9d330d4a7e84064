import ArgumentParser

struct GBCSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gbcs", abstract: "Explain smart-meter (GBCS) frames and run them on a simulated meter.",
    subcommands: [
      GBCSDecodeCommand.self, GBCSApplyCommand.self, GBCSCommandCommand.self, GBCSKeysCommand.self,
      GBCSInventoryCommand.self,
    ])
}
