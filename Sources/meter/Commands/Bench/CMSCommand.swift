import ArgumentParser
import Bench
import Foundation
import LinuxHAL
import Settlement

struct CMSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cms", abstract: "Where the certification of a CMS stands.",
    subcommands: [Status.self, Mark.self])

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the stages: initial testing, witness, meter ids, submission, approval.")

    @Argument(help: "Folder with the evidence packs and meter_ids.csv.") var folder: String = "."
    @Flag(help: "JSON output.") var json = false

    func run() throws {
      guard FileManager.default.fileExists(atPath: folder) else {
        throw CommandFailure(.usage, "\(folder): no such folder")
      }
      let status = CertificationStatus(folder: folder)
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
      print("\nWho fills the evidence report (as the certification is described):")
      for section in CertificationStatus.sections { print("        \(section.part): \(section.who)") }
      print(
        "Numbers and limits of the official tests were not found: S1 to S16 are this project's pack, no approval."
      )
    }
  }

  struct Mark: ParsableCommand {
    enum What: String, ExpressibleByArgument, CaseIterable {
      case submitted
      case approved
      case changeCodeForm = "change-code-form"
    }

    static let configuration = CommandConfiguration(abstract: "Note the date of a step that happens outside.")

    @Argument(help: "submitted, approved or change-code-form.") var what: What
    @Argument(help: "Date, e.g. 2026-02-01.") var date: String
    @Option(help: "Folder with the evidence packs.") var folder: String = "."

    func run() throws {
      guard date.utf8.count == 10, FlowDate(date) != nil else {
        throw CommandFailure(.usage, "'\(date)' is no date, e.g. 2026-02-01")
      }
      let path = "\(folder)/\(CertificationStatus.notesName)"
      var notes = CertificationStatus.Notes()
      if let data = FileManager.default.contents(atPath: path) {
        guard let old = try? JSONDecoder().decode(CertificationStatus.Notes.self, from: data) else {
          throw CommandFailure(.data, "\(path) cannot be read; repair or remove it")
        }
        notes = old
      }
      switch what {
      case .submitted: notes.submitted = date
      case .approved: notes.approved = date
      case .changeCodeForm: notes.changeCodeForm = date
      }
      try DurableFile.replace(path, with: Array(JSONEncoder().encode(notes)))
      print("\(what.rawValue): \(date)")
    }
  }
}
