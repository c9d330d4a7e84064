import ArgumentParser
import ChargePoint

struct ChargePointListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The charge points connected to the service.")

  @Option(help: "Control socket of the service.") var control: String?
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    let answer: JSONValue
    do { answer = try ControlRequest(path: ControlPath.find(control)).answer(to: ["command": "list"]) } catch
    {
      throw CommandFailure(.device, error.description)
    }
    let list = answer["charge_points"]?.elements ?? []
    if json {
      print(JSONValue.array(list).json)
      return
    }
    if list.isEmpty { print("no charge point is connected") }
    for entry in list {
      let open = (entry["open_transactions"]?.elements ?? []).compactMap(\.text).joined(separator: ", ")
      print(
        "\(entry["charge_point"]?.text ?? "") \(entry["protocol"]?.text ?? "") since \(entry["connected"]?.text ?? ""), "
          + "\(entry["samples"]?.integer ?? 0) values" + (open.isEmpty ? "" : ", charging: \(open)"))
    }
  }
}
