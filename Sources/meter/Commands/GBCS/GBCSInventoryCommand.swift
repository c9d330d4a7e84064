import ArgumentParser
import ESMEService
import Foundation
import GBCS
import LinuxHAL

struct GBCSInventoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract: "Do a service request (8.2, 8.4, 8.11 as XML) on the inventory, and print the answer.",
    discussion: """
      The inventory is that of the twin-element meter in the data folder, made of what the meter knows the first time, or \
      a file of any devices (--inventory). Exits with 4 if the request is refused; the inventory is then unchanged.
      """)

  @Argument(help: "File with the request's XML.") var request: String
  @OptionGroup var data: ESMEFolderOption
  @Option(help: "JSON file of an inventory instead; rewritten when a request changes it.")
  var inventory: String?
  @Option(help: "EUI-64 of the user who asks.") var user: EntityIdentifier
  @Option(name: .customLong("as"), help: "The user's role.") var role: InventoryRole
  @Flag(help: "Print the device's record as JSON instead of XML.") var json = false

  func run() throws {
    guard let xml = try? Data(contentsOf: URL(fileURLWithPath: request)) else {
      throw CommandFailure(.usage, "cannot read the request from \(request)")
    }
    let wanted: InventoryRequest
    do { wanted = try DUISDocument.request(xml) } catch {
      throw CommandFailure(.data, "refused: \(error)")
    }
    if let inventory { try handle(wanted, inFile: inventory) } else { try handleOfMeter(wanted) }
  }

  private func handle(_ wanted: InventoryRequest, inFile path: String) throws {
    guard let text = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw CommandFailure(.usage, "cannot read the inventory from \(path)")
    }
    guard var held = try? JSONDecoder().decode(Inventory.self, from: text) else {
      throw CommandFailure(.usage, "\(path) is not an inventory; docs/gbcs.md has an example")
    }
    let before = held
    let record = try answer(wanted, &held)
    if held != before {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try DurableFile.replace(path, with: Array(encoder.encode(held)))
    }
    try show(record, wanted)
  }

  private func handleOfMeter(_ wanted: InventoryRequest) throws {
    guard data.folder.exists else { throw ESMEFolderError.empty(data.folder.path) }
    // Reading waits for nobody.
    let lock = wanted.action == .read ? nil : try data.lock()
    let stored = try data.reader()
    var held = try stored.inventory()
    let before = held
    let record = try answer(wanted, &held)
    if held != before { try stored.save(held) }
    try show(record, wanted)
    for slot in stored.mpansDiffering(from: held) {
      let note = "meter: the meter itself holds another \(slot.rawValue) MPAN: see 'meter esme mpan'\n"
      FileHandle.standardError.write(Data(note.utf8))
    }
    withExtendedLifetime(lock) {}
  }

  private func answer(_ wanted: InventoryRequest, _ held: inout Inventory) throws -> DeviceRecord {
    do { return try held.handle(wanted, from: user, as: role) } catch {
      throw CommandFailure(.data, "refused: \(error)")
    }
  }

  private func show(_ record: DeviceRecord, _ wanted: InventoryRequest) throws {
    if json { return try JSONOutput.print(record) }
    print(String(decoding: try DUISDocument.xml(record, answering: wanted), as: UTF8.self))
  }
}

extension InventoryRole: ExpressibleByArgument {}
