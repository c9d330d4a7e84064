import ArgumentParser
import Gateway

struct RegistersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registers", abstract: "Show what the meter's registers hold.",
    discussion: "Reads the store, also while the service runs: what is shown survived already.")

  @OptionGroup var data: DataOption
  @Flag(help: "Also registers at 0 where there are many; JSON always has them.") var all = false
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let meter = try data.storedMeter()
    guard let snapshot = meter.snapshot() else {
      throw CommandFailure(.data, "the store is empty: the meter has not run yet")
    }
    let report = RegistersReport(snapshot, board: meter.description.board)
    if json { try JSONOutput.print(report) } else { print(report.text(all: all)) }
  }
}
