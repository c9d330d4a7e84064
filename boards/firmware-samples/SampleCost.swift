import CBoard

/// What metering has cost so far, in ticks of the board.
struct SampleCost {
  private(set) var sets: UInt64 = 0
  private(set) var windows: UInt64 = 0
  /// Taking sets without a window's end, and how many.
  private(set) var setTicks: UInt64 = 0
  private(set) var plainSets: UInt64 = 0
  /// Calls with a window's end, and the sets they took.
  private(set) var windowTicks: UInt64 = 0
  private(set) var windowSets: UInt64 = 0
  private(set) var pulseTicks: UInt64 = 0
  private(set) var bookTicks: UInt64 = 0

  /// Ticks since `last`, which becomes now.
  func lap(_ last: inout UInt32) -> UInt32 {
    let now = board_ticks()
    defer { last = now }
    return now &- last
  }

  /// The kernel took sets.
  mutating func tookSets(_ count: Int, ticks: UInt32, hasWindow: Bool) {
    sets &+= UInt64(count)
    if hasWindow {
      windows &+= 1
      windowTicks &+= UInt64(ticks)
      windowSets &+= UInt64(count)
    } else {
      setTicks &+= UInt64(ticks)
      plainSets &+= UInt64(count)
    }
  }

  /// The test pulse was stepped.
  mutating func passedPulse(ticks: UInt32) { pulseTicks &+= UInt64(ticks) }

  /// The meter booked a window.
  mutating func booked(ticks: UInt32) { bookTicks &+= UInt64(ticks) }
}
