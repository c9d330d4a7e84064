import ArgumentParser
import Foundation
import LinuxHAL

/// The command line of swift-meter.
@main
struct MeterCommand: AsyncParsableCommand {
  /// Version of the program, and of the firmware identities of its outstation.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "meter", abstract: "An electricity meter on pulses: registers, half hours, proof.",
    version: "meter \(version)",
    subcommands: [
      RunCommand.self, CheckCommand.self, RegistersCommand.self, ProfileCommand.self, LogCommand.self,
      CalibrateCommand.self, DoctorCommand.self, SerialCommand.self, ReadCommand.self,
      ScanCommand.self, ArchiveCommand.self, SimulateCommands.self,
      ChargePointCommands.self,
      ESMECommand.self, HANCommand.self, ReportCommand.self, GBCSCommand.self, SettleCommand.self,
      BenchCommand.self, EvidenceCommand.self, CMSCommand.self,
    ])

  static func main() async {
    // Lines reach a pipe as they are printed.
    StandardOutput.flushAtLineEnds()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      let failure = CommandFailure(error)
      if let failure {
        FileHandle.standardError.write(Data("meter: \(failure.message)\n".utf8))
        Foundation.exit(failure.code.rawValue)
      }
      let text = fullMessage(for: error)
      let code = exitCode(for: error)
      if code.isSuccess {
        print(text)
        Foundation.exit(0)
      }
      FileHandle.standardError.write(Data((text + "\n").utf8))
      Foundation.exit(CommandFailure.Code.usage.rawValue)
    }
  }
}
