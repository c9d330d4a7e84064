import ArgumentParser

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Prove a meter and write an evidence pack.",
    subcommands: [
      BenchCoPCommand.self, BenchCoPRulesCommand.self, BenchAccuracyCommand.self, BenchCMSCommand.self,
      BenchProtocolCommand.self,
    ])
}
