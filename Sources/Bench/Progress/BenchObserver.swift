/// Who hears of a run while it goes on: the witness view, a terminal, a test. Observers change nothing.
public protocol BenchObserver: Sendable {
  /// Hears of an event; called from the thread of the run, in order.
  func take(_ event: BenchEvent)
}
