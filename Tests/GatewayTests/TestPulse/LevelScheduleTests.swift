import Testing

@testable import Gateway

@Suite struct LevelScheduleTests {
  /// Pulses of 30 ns at the given times.
  private func schedule(_ starts: [Int64]) -> LevelSchedule {
    var schedule = LevelSchedule(leastSpacing: 30)
    for start in starts {
      schedule.add(LevelChange(tick: start, isActive: true))
      schedule.add(LevelChange(tick: start + 30, isActive: false))
    }
    return schedule
  }

  @Test("A player that is on time plays every change at its time")
  func onTime() {
    var schedule = schedule([100, 260, 400])
    for (time, level) in [(100, true), (130, false), (260, true), (290, false), (400, true), (430, false)] {
      #expect(schedule.next == Int64(time))
      #expect(schedule.take(at: Int64(time) - 1) == nil)
      #expect(schedule.take(at: Int64(time)) == level)
      #expect(schedule.take(at: Int64(time)) == nil)
    }
    #expect(schedule.isEmpty)
    #expect(schedule.next == nil)
  }

  @Test(
    "A late player loses no pulse and shortens none; it catches up",
    arguments: [0, 31, 500, 10_000] as [Int64])
  func late(_ pause: Int64) {
    let starts = (1...50).map { Int64($0) * 100 }
    var schedule = schedule(starts)
    var now: Int64 = 1_000
    var played: [LevelChange] = []
    while let next = schedule.next {
      // Once it sleeps too long; later it wakes up when it should.
      now = played.count == 10 ? max(next, now) + pause : max(next, now)
      while let level = schedule.take(at: now) { played.append(LevelChange(tick: now, isActive: level)) }
    }
    #expect(played.count == 2 * starts.count)
    for (index, change) in played.enumerated() {
      #expect(change.isActive == index.isMultiple(of: 2))
      if index > 0 { #expect(change.tick - played[index - 1].tick >= 30) }
    }
    // At 100 ns a pulse and 60 ns when hurrying it is back in time unless it slept for longer than the rest.
    if pause <= 500 { #expect(played.last!.tick == starts.last! + 30) }
  }

  @Test("A change to the level there is changes nothing")
  func sameLevel() {
    var schedule = LevelSchedule(leastSpacing: 1)
    schedule.add(LevelChange(tick: 5, isActive: false))
    #expect(schedule.isEmpty)
    schedule.add(LevelChange(tick: 6, isActive: true))
    schedule.add(LevelChange(tick: 7, isActive: true))
    #expect(schedule.take(at: 9) == true)
    #expect(schedule.isEmpty)
  }
}
