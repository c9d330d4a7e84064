import Bench
import COSEM
import HAL
import Instation
import OutstationService

/// Time that only moves when somebody waits.
final class VirtualClock {
  /// Monotonic nanoseconds.
  var now: Int64 = 0
  /// UTC at monotonic 0.
  let startSeconds: Int64
  /// Messages sent so far, and the one that breaks the line.
  var messages = 0
  var breaksAt = -1
  /// The message after which somebody wants to stop.
  var stopsAt = Int.max

  init(startSeconds: Int64) { self.startSeconds = startSeconds }
}

/// A line to a simulated meter in this process; a message takes 8 ms there and back.
final class SimulatedMeterLine: MeterLine {
  private let link: SimulatedLink
  private let clock: VirtualClock
  private var pending: [UInt8] = []
  private var isOpen = true

  init(_ link: SimulatedLink, _ clock: VirtualClock) {
    self.link = link
    self.clock = clock
  }

  var nowNanoseconds: Int64 { clock.now }

  func send(_ octets: [UInt8]) throws(LineError) {
    guard isOpen else { throw .closed }
    clock.now += 4_000_000
    clock.messages += 1
    if clock.messages == clock.breaksAt {
      // The meter got it; the answer is lost.
      _ = link.exchange(octets, now: clock.now)
      close()
      throw .closed
    }
    pending += link.exchange(octets, now: clock.now)
  }

  func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError) {
    guard isOpen else { throw .closed }
    octets.removeAll(keepingCapacity: true)
    guard !pending.isEmpty else {
      clock.now = max(clock.now, deadline)
      return
    }
    clock.now += 4_000_000
    swap(&octets, &pending)
  }

  func changeSpeed(baud: UInt32, isEightBit: Bool) {}
  func wait(until time: Int64) { clock.now = max(clock.now, time) }

  func close() {
    if isOpen { link.end() }
    isOpen = false
  }
}
