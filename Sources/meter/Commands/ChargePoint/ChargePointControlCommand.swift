import ArgumentParser
import ChargePoint
import Foundation

struct ChargePointControlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "command", abstract: "Have a connected charge point do something.",
    discussion: """
      start [--connector N] --tag TAG · stop [--transaction ID] · unlock --connector N · reset [--hard] ·
      limit --connector N VALUE (--amperes: A instead of W) · clear-limits --connector N ·
      configure KEY VALUE · configuration [KEY …] · trigger MESSAGE [--connector N]

      Exit code 0 when the charge point confirmed it, 4 when it declined or did not answer.
      """)

  @Argument(help: "Identity of the charge point.") var identity: String
  @Argument(help: "What it is to do.") var command: String
  @Argument(help: "Values of the command.") var values: [String] = []
  @Option(help: "Connector (1.6) or EVSE (2.0.1); 0 is the whole charge point.") var connector: Int?
  @Option(help: "Tag to charge for.") var tag: String?
  @Option(help: "Transaction to stop (default: the only open one).") var transaction: String?
  @Flag(help: "Reset at once, without waiting for transactions.") var hard = false
  @Flag(help: "The limit is in amperes.") var amperes = false
  @Option(help: "Control socket of the service.") var control: String?
  @Flag(help: "The outcome as JSON.") var json = false

  func run() throws {
    guard case .object(var request) = try parsed().json else { return }
    request.append(.init(key: "charge_point", value: .string(identity)))
    let answer: JSONValue
    do { answer = try ControlRequest(path: ControlPath.find(control)).answer(to: .object(request)) } catch {
      throw CommandFailure(.device, error.description)
    }
    if let error = answer["error"]?.text { throw CommandFailure(.usage, error) }
    let ending = answer["ending"]?.text ?? ""
    let explanation = answer["explanation"]?.text ?? ""
    if json {
      print(answer.json)
    } else {
      print("\(identity) \(command): \(ending)\(explanation.isEmpty ? "" : " (\(explanation))")")
      if let text = answer["request"]?.text { print("  request  \(text)") }
      if let text = answer["response"]?.text { print("  response \(text)") }
    }
    if ending != CommandOutcome.Ending.confirmed.rawValue {
      throw CommandFailure(.data, "\(identity) did not confirm '\(command)': \(ending) \(explanation)")
    }
  }

  private func parsed() throws -> ChargePointCommand {
    switch command {
    case "start":
      guard let tag else { throw CommandFailure(.usage, "start needs --tag") }
      return .start(connector: connector, tag: tag)
    case "stop": return .stop(transaction: transaction)
    case "unlock": return .unlock(connector: try needed(connector))
    case "reset": return .reset(hard: hard)
    case "limit":
      return .limit(connector: try needed(connector), value: try value(0), unit: amperes ? .amperes : .watts)
    case "clear-limits": return .clearLimits(connector: try needed(connector))
    case "configure": return .configure(key: try value(0), value: try value(1))
    case "configuration": return .configuration(keys: values)
    case "trigger": return .trigger(message: try value(0), connector: connector)
    default:
      throw CommandFailure(
        .usage, "'\(command)' is no command; see 'meter chargepoint command --help' for the list")
    }
  }

  private func needed(_ connector: Int?) throws -> Int {
    guard let connector, connector >= 0 else { throw CommandFailure(.usage, "\(command) needs --connector") }
    return connector
  }

  private func value(_ index: Int) throws -> String {
    guard index < values.count else { throw CommandFailure(.usage, "\(command): a value is missing") }
    return values[index]
  }
}
