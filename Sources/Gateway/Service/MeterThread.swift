import CLinux
import Foundation
import Glibc
import Synchronization

/// The thread a meter lives on: waits for descriptors and for work, and runs both one after the other.
///
/// It is the meter actor's executor, so the blocking waits and the slow syncs of a memory card never occupy
/// a thread of the cooperative pool, and the meter has one writer.
final class MeterThread: SerialExecutor {
  /// What the thread does besides jobs.
  struct Duty: Sendable {
    /// Descriptors whose readability starts a turn.
    var descriptors: [Int32]
    /// One turn; returns the longest wait until the next in milliseconds.
    var turn: @Sendable () -> Int32
  }

  private let shared: Shared

  private final class Shared: Sendable {
    let wake: Int32 = lc_event_descriptor()
    let jobs = Mutex<[UnownedJob]>([])
    let calls = Mutex<[@Sendable () -> Void]>([])
    let duty = Mutex<Duty?>(nil)
    let isEnding = Mutex(false)
    let owner = Mutex<pthread_t?>(nil)

    func signal() {
      var one: UInt64 = 1
      _ = write(wake, &one, 8)
    }
    deinit { close(wake) }
  }

  init(name: String) {
    let shared = Shared()
    self.shared = shared
    let thread = Thread { [weak self] in
      shared.owner.withLock { $0 = pthread_self() }
      var timeout: Int32 = -1
      while !shared.isEnding.withLock({ $0 }) {
        MeterThread.wait(shared, timeout)
        let jobs = shared.jobs.withLock { queue in
          defer { queue = [] }
          return queue
        }
        // A queued job keeps its actor alive, and the actor keeps this executor.
        if !jobs.isEmpty, let self {
          for job in jobs { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
        let calls = shared.calls.withLock { queue in
          defer { queue = [] }
          return queue
        }
        for call in calls { call() }
        timeout = shared.duty.withLock { $0 }?.turn() ?? -1
      }
    }
    thread.name = name
    thread.stackSize = 1 << 21
    thread.start()
  }

  deinit {
    shared.isEnding.withLock { $0 = true }
    shared.signal()
  }

  /// Gives the thread its duty, or takes it away.
  func assign(_ duty: Duty?) {
    shared.duty.withLock { $0 = duty }
    shared.signal()
  }

  /// Runs `body` on the thread between two turns and waits for its answer. From any other thread.
  func perform<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) -> Answer {
    let reply = Reply<Answer>()
    shared.calls.withLock { $0.append { reply.give(body()) } }
    shared.signal()
    return reply.take()
  }

  private final class Reply<Answer: Sendable>: Sendable {
    private let value = Mutex<Answer?>(nil)
    private let isGiven = DispatchSemaphore(value: 0)

    func give(_ answer: Answer) {
      value.withLock { $0 = answer }
      isGiven.signal()
    }

    func take() -> Answer {
      isGiven.wait()
      return value.withLock { $0! }
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    shared.jobs.withLock { $0.append(unowned) }
    shared.signal()
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  func checkIsolated() {
    precondition(
      shared.owner.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } } == true,
      "not on the meter's thread")
  }

  private static func wait(_ shared: Shared, _ timeoutMilliseconds: Int32) {
    let duty = shared.duty.withLock { $0 }
    var entries = [pollfd(fd: shared.wake, events: Int16(POLLIN), revents: 0)]
    for descriptor in duty?.descriptors ?? [] {
      entries.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    poll(&entries, nfds_t(entries.count), timeoutMilliseconds)
    var count: UInt64 = 0
    _ = read(shared.wake, &count, 8)
  }
}
