import ArgumentParser
import Foundation
import Gateway

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check a board file against this machine.",
    discussion: """
      Lines, permissions, clock, serial ports, store size; prints the loss bound and the writes a day.
      Exit code 2 for an error in the file, 3 when the machine does not have what the board needs.
      """)

  @Argument(help: "Board file.") var file: String
  @OptionGroup var data: DataOption
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let board = try BoardFile.load(file)
    let report = BoardCheck.run(board, folder: data.folder(for: board))
    if json { try JSONOutput.print(report) } else { print(report.text) }
    if report.hasFailure {
      throw CommandFailure(.device, "\(file): this machine does not have all the board needs (see above)")
    }
  }
}
