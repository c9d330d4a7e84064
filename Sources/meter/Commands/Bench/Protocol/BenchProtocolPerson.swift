import Bench
import Foundation

/// A person who is asked for conditions on the terminal.
final class BenchProtocolPerson: ProtocolHands {
  let name = "a person"
  private let terminal: BenchProtocolTerminal
  private let isAsking: Bool
  private let export: (Int64, Int64) throws -> String?

  init(
    _ terminal: BenchProtocolTerminal, isAsking: Bool, export: @escaping (Int64, Int64) throws -> String?
  ) {
    self.terminal = terminal
    self.isAsking = isAsking
    self.export = export
  }

  private func ask(_ text: String, _ secondsLeft: Int64?) -> ProtocolAnswer {
    guard isAsking else { return .cannot("nobody was asked (--unattended)") }
    let window = secondsLeft.map { " within \($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60) min" } ?? ""
    let answer = terminal.ask("  Now\(window): \(text). Enter: done; n: cannot be done; q: pause")
    switch answer {
    case nil, "q": return .pause
    case "n": return .cannot("said that it cannot be done")
    default: return .done
    }
  }

  func begin(_ condition: ProtocolCondition, secondsLeft: Int64) -> ProtocolAnswer {
    ask(condition.action, secondsLeft)
  }

  func end(_ condition: ProtocolCondition, secondsLeft: Int64) -> ProtocolAnswer {
    ask(condition.ending, secondsLeft)
  }

  func clear(after step: String) -> ProtocolAnswer {
    guard isAsking else { return .done }
    return ask("\(step) broke off: bring supply, phases, currents and battery back to what they were", nil)
  }

  func exportFile(from: Int64, to: Int64) throws -> String? {
    if let path = try export(from, to) { return path }
    guard isAsking else { return nil }
    let span = "\(Self.text(from)) to \(Self.text(to))"
    while let path = terminal.ask(
      "  Collect \(span) with the manufacturer's software; name of its CSV export (Enter: none)")
    {
      if path.isEmpty { return nil }
      if FileManager.default.isReadableFile(atPath: path) { return path }
      terminal.say("  \(path): cannot be read")
    }
    return nil
  }

  private static func text(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
  }
}
