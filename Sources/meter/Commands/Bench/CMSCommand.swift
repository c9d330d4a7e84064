import ArgumentParser
import Bench
import Foundation
import Settlement

struct CMSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cms", abstract: "Where the certification of a CMS stands.",
    subcommands: [Status.self, Mark.self])

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the stages from initial testing to the change code form, and who does what.")

    @Argument(help: "Folder with the evidence packs and meter_ids.csv.") var folder: String = "."
    @Flag(help: "JSON output.") var json = false

    func run() throws {
      guard FileManager.default.fileExists(atPath: folder) else {
        throw CommandFailure(.usage, "\(folder): no such folder")
      }
      let status = try CertificationStatus(folder: folder)
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(status), as: UTF8.self))
        return
      }
      for stage in status.stages {
        print(
          "\(stage.state.padding(toLength: 8, withPad: " ", startingAt: 0))\(stage.name) (\(stage.who)): \(stage.detail)"
        )
      }
      print("\nScenario: initial testing, witness testing (filled in by the operator)")
      for test in status.tests {
        print("        \(test.id) \(test.title): \(test.initial), \(test.witness)")
      }
      print("\nWho fills the evidence report (as the certification is described):")
      for section in CertificationStatus.sections { print("        \(section.part): \(section.who)") }
      print(
        "Numbers and limits of the official tests were not found: S1 to S16 are this project's pack, no approval."
      )
    }
  }

  struct Mark: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Note the date of a step that happens outside.")

    @Argument(help: "platform-part, log-delivery, submitted, approved or change-code-form.")
    var what: CertificationNotes.Step
    @Argument(help: "Date, e.g. 2026-02-01.") var date: String
    @Option(help: "Folder with the evidence packs.") var folder: String = "."

    func run() throws {
      var notes = try CertificationNotes(folder: folder)
      do { try notes.note(what, date) } catch { throw CommandFailure(.usage, error.description) }
      try notes.save(folder: folder)
      print("\(what.rawValue): \(date)")
    }
  }
}

extension CertificationNotes.Step: ExpressibleByArgument {}
