import CLinux
import Foundation
import Glibc
import Synchronization

/// Plays the test pulse's level changes at their times, on a thread of its own: samples come in blocks, pulses must not.
final class PulsePlayback: Sendable {
  /// Time from a sample to its level on the line in nanoseconds: a turn of the meter and as much again for a late one.
  static let delayNanoseconds: Int64 = 60_000_000
  private let shared: Shared

  private final class Shared: Sendable {
    let schedule: Mutex<LevelSchedule>
    let isEnding = Mutex(false)
    let wake = lc_event_descriptor()
    let hasEnded = DispatchSemaphore(value: 0)

    init(leastSpacing: Int64) { schedule = Mutex(LevelSchedule(leastSpacing: leastSpacing)) }
    deinit { close(wake) }

    func signal() {
      var one: UInt64 = 1
      _ = write(wake, &one, 8)
    }
  }

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - leastSpacing: least time between two changes in nanoseconds.
  ///   - now: monotonic time in nanoseconds, that of the changes.
  ///   - drive: sets the line.
  init(
    leastSpacing: Int64, now: @escaping @Sendable () -> Int64, drive: @escaping @Sendable (Bool) -> Void
  ) {
    let shared = Shared(leastSpacing: leastSpacing)
    self.shared = shared
    let thread = Thread {
      while true {
        while let level = shared.schedule.withLock({ $0.take(at: now()) }) { drive(level) }
        let next = shared.schedule.withLock { $0.next }
        if next == nil, shared.isEnding.withLock({ $0 }) { break }
        lc_wait_for_event(shared.wake, next.map { max($0 - now(), 0) } ?? -1)
      }
      if shared.schedule.withLock({ $0.level }) { drive(false) }
      shared.hasEnded.signal()
    }
    thread.name = "test pulse"
    thread.stackSize = 1 << 18
    // Short and rare work that is due at a time.
    thread.qualityOfService = .userInteractive
    thread.start()
  }

  /// Plays a change; changes come in the order they are due.
  func play(_ change: LevelChange) {
    shared.schedule.withLock { $0.add(change) }
    shared.signal()
  }

  /// Plays what waits, leaves the line idle and ends the thread.
  func end() {
    shared.isEnding.withLock { $0 = true }
    shared.signal()
    shared.hasEnded.wait()
  }
}
