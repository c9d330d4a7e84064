import ArgumentParser
import Foundation
import Settlement

struct SettleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settle", abstract: "Settlement files of unmetered supplies: read, check, write, deliver.",
    discussion: """
      Layouts: D0379, D0380, D0388, D0389 of Data Transfer Catalogue 15.4; the CMS control file of BSCP520 (February
      2021). The event log is swift-meter's own. Nothing here is approved by anyone.
      """,
    subcommands: [
      InventoryCommand.self, ControlFileCommand.self, AdvancesCommand.self, LocalAdvancesCommand.self,
      ReconcileCommand.self, DeliverCommand.self, ScheduleCommand.self, PolicyCommand.self,
    ])

  struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "policy", abstract: "Print the policy file with its defaults.")

    @OptionGroup var policy: PolicyOption

    func run() throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(policy.load()), as: UTF8.self))
    }
  }

  struct ControlFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "control-file",
      abstract: "Check a CMS control file, or write one from a register of meter ids.")

    @Argument(help: "Control file to check.") var file: String?
    @Option(help: "Register of meter ids to write from.") var register: String?
    @Option(help: "Sub-meter id, seven characters.") var subMeter: String?
    @Option(help: "Effective-from date.") var date: String?
    @Option(help: "Version of the file.") var version: Int = 1
    @Option(help: "Switch regime, 999 or 998.") var regime: String = "999"
    @Option(help: "Charge code, 13 characters.") var chargeCode: String?

    func run() throws {
      if let file {
        let control = try CMSControlFile(parsing: TextFile.text(file))
        print(
          "sub-meter \(control.subMeter), from \(control.effectiveFrom.dashed), version \(control.version): \(control.items.count) units"
        )
        let name = URL(fileURLWithPath: file).lastPathComponent
        guard let parts = CMSControlFile.parts(ofFileName: name), parts.subMeter == control.subMeter else {
          throw CommandFailure(
            .data,
            "the file is right, its name is not: expected \(control.fileName(inventoryDate: control.effectiveFrom)) or another date"
          )
        }
        return
      }
      guard let register, let subMeter, let chargeCode, let text = date, let date = FlowDate(text) else {
        throw CommandFailure(
          .usage, "name a file to check, or --register, --sub-meter, --date and --charge-code to write one")
      }
      let units = try MeterIDRegister(parsing: TextFile.text(register)).entries
        .filter { $0.subMeter.lowercased() == subMeter.lowercased() }
      guard !units.isEmpty else {
        throw CommandFailure(.data, "sub-meter '\(subMeter)' has no unit in \(register)")
      }
      let control = CMSControlFile(
        subMeter: subMeter.lowercased(), effectiveFrom: date, version: version,
        items: units.map {
          .init(unitReference: $0.unitReference, count: 1, switchRegime: regime, chargeCode: chargeCode)
        })
      print(try control.text(), terminator: "")
    }
  }

  struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reconcile",
      abstract:
        "Compare an inventory with an event log: silent, unknown, duplicate units. Exit code 4 when they differ."
    )

    @Option(help: "D0388 inventory or CMS control file.") var inventory: String
    @Option(help: "Event log (swift-meter neutral layout).") var events: String

    func run() throws {
      let text = try TextFile.text(inventory)
      let units =
        text.hasPrefix("ZHV")
        ? try UMSInventory(parsing: text).entries.flatMap {
          $0.subMeters.flatMap { $0.items.compactMap(\.unitReference) }
        }
        : try CMSControlFile(parsing: text).items.map(\.unitReference)
      var counts: [String: Int] = [:]
      for event in try NeutralEventLog.events(TextFile.text(events)) {
        counts[event.unitReference, default: 0] += 1
      }
      let found = Reconciliation(inventory: units, received: counts.map { ($0.key, $0.value) })
      for line in found.lines { print(line) }
      guard found.isClean else {
        throw CommandFailure(
          .data,
          "\(found.silent.count) silent, \(found.unknown.count) unknown, \(found.duplicate.count) duplicate")
      }
    }
  }

  struct DeliverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deliver",
      abstract: "Bring a file to a folder, https:// or sftp:// target and note the receipt.")

    @Argument(help: "File.") var file: String
    @Argument(help: "Folder, https://…, or sftp://user@host/path.") var target: String
    @Option(help: "Configuration of the tool: of curl (--config) or ssh (-F); holds keys and passwords.")
    var transferConfig: String?
    @Option(help: "File to append the receipt to (JSON lines).") var receipts: String = "receipts.jsonl"

    func run() throws {
      guard let target = FileDelivery.Target(target) else {
        throw CommandFailure(.usage, "'\(target)' is no folder, https:// or sftp:// address")
      }
      let receipt = try FileDelivery(target, toolConfiguration: transferConfig).deliver(
        TextFile.data(file), name: URL(fileURLWithPath: file).lastPathComponent,
        atSeconds: Int64(Date().timeIntervalSince1970))
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let line = try encoder.encode(receipt) + Data("\n".utf8)
      if !FileManager.default.fileExists(atPath: receipts) {
        try Data().write(to: URL(fileURLWithPath: receipts))
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: receipts))
      try handle.seekToEnd()
      try handle.write(contentsOf: line)
      try handle.synchronize()
      print(String(decoding: line, as: UTF8.self), terminator: "")
    }
  }
}
