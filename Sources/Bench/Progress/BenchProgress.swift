import Foundation
import Synchronization

/// Collects the events of a run for those who look at it: the witness view.
public final class BenchProgress: BenchObserver {
  private static let messagesKept = 50
  private let state: Mutex<BenchSnapshot>

  /// A run that has not begun.
  public init(title: String, facts: [[String]] = []) {
    state = Mutex(BenchSnapshot(title: title, facts: facts))
  }

  /// The run as it is now.
  public var snapshot: BenchSnapshot { state.withLock { $0 } }

  /// The snapshot as JSON.
  public var json: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(snapshot)) ?? Data("{}".utf8)
  }

  public func take(_ event: BenchEvent) {
    state.withLock { state in
      state.revision += 1
      switch event {
      case .planned(let steps):
        for step in steps where !state.steps.contains(where: { $0.id == step.id }) {
          Self.step(&state, step.id) { $0.title = step.title }
        }
      case .began(let id): Self.step(&state, id) { $0.phase = .running }
      case .progress(let id, let text, let share):
        Self.step(&state, id) {
          $0.phase = .running
          $0.text = text
          $0.share = share
        }
      case .waiting(let id, let instruction):
        Self.step(&state, id) {
          $0.phase = .attention
          $0.text = instruction
        }
      case .ended(let test):
        Self.step(&state, test.id) {
          $0.phase = .done
          $0.title = test.title
          $0.text = ""
          $0.share = nil
          $0.verdict = test.verdict
          $0.checks = test.checks
        }
      case .message(let text):
        state.messages.append(text)
        if state.messages.count > Self.messagesKept { state.messages.removeFirst() }
      case .finished(let verdict): state.verdict = verdict
      }
    }
  }

  /// Changes a step, which is added where it was not planned.
  private static func step(
    _ state: inout BenchSnapshot, _ id: String, _ change: (inout BenchSnapshot.Step) -> Void
  ) {
    let place =
      state.steps.firstIndex { $0.id == id }
      ?? {
        state.steps.append(BenchSnapshot.Step(id: id, title: id, phase: .waiting, text: "", checks: []))
        return state.steps.count - 1
      }()
    change(&state.steps[place])
  }
}
