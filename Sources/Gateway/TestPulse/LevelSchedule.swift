/// Level changes that wait for their time, in the order they are due.
///
/// A player that wakes up late plays the changes it missed one by one, no closer together than the shortest pulse: a
/// counter on the line sees every pulse.
struct LevelSchedule: Sendable {
  /// Least time from one change to the next in nanoseconds: a pulse's width, which is its least pause too.
  let leastSpacing: Int64
  private var waiting: [LevelChange] = []
  /// Changes of `waiting` that have been played.
  private var played = 0
  private var last = Int64.min / 2
  /// The level of the last change added, and of the last one played.
  private var newestLevel = false
  private(set) var level = false

  init(leastSpacing: Int64) { self.leastSpacing = leastSpacing }

  /// True when nothing waits.
  var isEmpty: Bool { played == waiting.count }

  /// Adds a change that is due no earlier than those before it; one to the same level is none.
  mutating func add(_ change: LevelChange) {
    guard change.isActive != newestLevel else { return }
    newestLevel = change.isActive
    if isEmpty {
      waiting.removeAll(keepingCapacity: true)
      played = 0
    }
    waiting.append(change)
  }

  /// When the next change is to be played; nil when none waits.
  var next: Int64? {
    isEmpty ? nil : max(waiting[played].tick, last + leastSpacing)
  }

  /// The next change's level when its time has come.
  mutating func take(at now: Int64) -> Bool? {
    guard let next, next <= now else { return nil }
    level = waiting[played].isActive
    last = now
    played += 1
    return level
  }
}
