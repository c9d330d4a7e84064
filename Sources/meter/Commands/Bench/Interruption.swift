import Foundation
import Synchronization

/// Somebody's wish to stop (Ctrl-C, SIGTERM): the first one is kept until what was changed is restored, the second one ends
/// the program.
enum Interruption {
  private static let wanted = Atomic<Bool>(false)

  /// True once somebody wanted to stop.
  static var isWanted: Bool { wanted.load(ordering: .relaxed) }

  /// Listens from now on.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.wanted.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }
}
