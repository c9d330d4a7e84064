import ArgumentParser
import Foundation
import GBCS
import LinuxHAL

struct GBCSInventoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract:
      "Do a service request (8.2, 8.4, 8.11 as XML) on an inventory kept as JSON, and print the answer.",
    discussion: "Exits with 4 if the request is refused; the inventory is then unchanged.")

  @Argument(help: "File with the request's XML.") var request: String
  @Option(help: "JSON file of the inventory; rewritten when a request changes it.") var inventory: String
  @Option(help: "EUI-64 of the user who asks.") var user: EntityIdentifier
  @Option(name: .customLong("as"), help: "The user's role.") var role: InventoryRole
  @Flag(help: "Print the device's record as JSON instead of XML.") var json = false

  func run() throws {
    let file = URL(fileURLWithPath: inventory)
    guard let text = try? Data(contentsOf: file) else {
      throw CommandFailure(.usage, "cannot read the inventory from \(inventory)")
    }
    guard var held = try? JSONDecoder().decode(Inventory.self, from: text) else {
      throw CommandFailure(.usage, "\(inventory) is not an inventory; docs/gbcs.md has an example")
    }
    guard let xml = try? Data(contentsOf: URL(fileURLWithPath: request)) else {
      throw CommandFailure(.usage, "cannot read the request from \(request)")
    }
    let before = held
    let record: DeviceRecord
    let answer: Data
    do {
      let wanted = try DUISDocument.request(xml)
      record = try held.handle(wanted, from: user, as: role)
      answer = try DUISDocument.xml(record, answering: wanted)
    } catch {
      throw CommandFailure(.data, "refused: \(error)")
    }
    if held != before {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try DurableFile.replace(inventory, with: Array(encoder.encode(held)))
    }
    if json { try JSONOutput.print(record) } else { print(String(decoding: answer, as: UTF8.self)) }
  }
}

extension InventoryRole: ExpressibleByArgument {}
