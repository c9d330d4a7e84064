import ArgumentParser
import ChargePoint

struct ChargePointReadingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readings", abstract: "Derive the readings from a frame journal again, as JSON lines.")

  @Argument(help: "A file that --journal has written.") var journal: String

  func run() throws {
    let lines: [String]
    do { lines = try LineFile.lines(path: journal) } catch {
      throw CommandFailure(.device, error.description)
    }
    guard !lines.isEmpty else { throw CommandFailure(.data, "\(journal): no frames") }
    var replay = JournalReplay()
    for (index, line) in lines.enumerated() {
      do {
        for sample in try replay.take(line: line, number: index + 1) { print(sample.json.json) }
      } catch { throw CommandFailure(.data, "\(journal): \(error.description)") }
    }
  }
}
