import Bench
import Foundation

/// Talks with the tester of a protocol test.
final class BenchProtocolTerminal {
  /// What the tester wants next.
  enum Choice {
    case go, skip, pause
    case again(String)
  }

  private let isShown: Bool

  init(isShown: Bool) { self.isShown = isShown }

  func say(_ text: String) {
    guard isShown else { return }
    print(text)
    fflush(nil)
  }

  /// Asks; nil at the end of the input.
  func ask(_ question: String) -> String? {
    print("\(question): ", terminator: "")
    fflush(nil)
    return readLine()?.trimmingCharacters(in: .whitespaces)
  }

  /// What came of a step, in lines.
  func show(_ test: EvidenceCase) {
    say("\(BenchAccuracyText.word(test.verdict))  \(test.id)  \(test.title)")
    for check in test.checks {
      say("      \(check.name): \(check.found) (\(check.verdict.rawValue); \(check.source ?? ""))")
    }
  }

  /// Asks what to do before the step `next`, or before the evidence is written.
  func choose(next: String?, _ test: ProtocolRun) -> Choice {
    if let step = test.steps.first(where: { $0.id == next }) {
      say("\n\(step.id)  \(step.title)\n  \(step.method). Expected: \(step.expectation).")
    } else {
      say(next == nil ? "\nAll steps are done." : "\nSETUP  Set-up sheet")
    }
    while true {
      let what = next.map { "run \($0)" } ?? "write the evidence"
      guard let text = ask("Enter: \(what); s: leave it open; r STEP: repeat a step; q: pause") else {
        return .pause
      }
      let words = text.split(separator: " ")
      switch words.first {
      case nil: return .go
      case "q": return .pause
      case "s" where next != nil: return .skip
      case "r":
        let id = words.dropFirst().first.map { $0.uppercased() } ?? ""
        let isStep = id == ProtocolRun.sheetStep || test.steps.contains { $0.id.uppercased() == id }
        guard isStep else {
          say("no step '\(id)'")
          continue
        }
        return .again(test.steps.first { $0.id.uppercased() == id }?.id ?? id)
      default: say("'\(text)' is not understood")
      }
    }
  }
}
