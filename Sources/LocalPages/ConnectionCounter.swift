import NIOConcurrencyHelpers
import NIOCore

/// Counts open connections against a limit.
struct ConnectionCounter: Sendable {
  let limit: Int
  private let open = NIOLockedValueBox(0)

  init(limit: Int) { self.limit = limit }

  /// Counts one more until `closed`; false, and not counted, where the limit is reached.
  func enter(until closed: EventLoopFuture<Void>) -> Bool {
    let isWelcome = open.withLockedValue { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
    if isWelcome { closed.whenComplete { [open] _ in open.withLockedValue { $0 -= 1 } } }
    return isWelcome
  }
}
