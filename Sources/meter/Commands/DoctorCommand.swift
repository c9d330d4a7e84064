import ArgumentParser
import Gateway

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show what this machine has for a meter: GPIO, ports, groups, clock.")

  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let report = MachineDiagnosis.run()
    if json { try JSONOutput.print(report) } else { print(report.text) }
    if report.hasFailure { throw CommandFailure(.device, "see the lines marked FAIL") }
  }
}
