import Gateway
import Testing

/// What is due when: after outages once, after failures with growing pauses, never twice for the same time.
@Suite struct CollectionScheduleTests {
  private let day: Int64 = 1_769_904_000  // 2026-02-01T00:00:00Z
  private let both = CollectionSchedule(dailyMinute: 20, halfHourOffsetSeconds: 120)

  @Test func dueTimes() {
    #expect(both.lastDue(.daily, now: day + 1200) == day + 1200)
    #expect(both.lastDue(.daily, now: day + 1199) == day + 1200 - 86_400)
    #expect(both.lastDue(.halfHourly, now: day + 119) == day + 120 - 1800)
    #expect(both.lastDue(.halfHourly, now: day + 1920) == day + 1920)
    #expect(CollectionSchedule(dailyMinute: 5).lastDue(.halfHourly, now: day) == nil)
  }

  /// A meter that answers is read once a half hour, of which once a day everything, whatever the seconds.
  @Test(arguments: [1, 7, 30, 59]) func aWeek(step: Int64) {
    var progress = CollectionSchedule.Progress()
    progress.lastComplete = day - 10
    progress.lastDaily = day - 10
    var counts: [CollectionSchedule.Kind: Int] = [:]
    var now = day
    while now < day + 7 * 86_400 {
      if let kind = both.need(progress, now: now) {
        counts[kind, default: 0] += 1
        progress.lastComplete = now
        if kind == .daily { progress.lastDaily = now }
        progress.lastAttempt = now + 3
      }
      now += step
    }
    #expect(counts[.daily] == 7)
    // The daily read at 00:20 stands between two half-hourly ones.
    #expect(counts[.halfHourly] == 7 * 48)
  }

  @Test func anOutageIsCaughtUpOnce() {
    var progress = CollectionSchedule.Progress()
    progress.lastComplete = day
    progress.lastDaily = day
    let now = day + 3 * 86_400
    #expect(both.need(progress, now: now) == .daily)
    progress.lastDaily = now
    progress.lastComplete = now
    #expect(both.need(progress, now: now + 1) == nil)
  }

  @Test func failuresArePaused() {
    var progress = CollectionSchedule.Progress()
    var tries = 0
    var now = day
    while now < day + 86_400 {
      if both.need(progress, now: now) != nil {
        tries += 1
        progress.failures += 1
        progress.lastAttempt = now
      }
      now += 1
    }
    // 1, 2, 4, 8, 16, 30, 30 … minutes.
    #expect((48...54).contains(tries))
    #expect(both.next(progress, after: now) > now)
    progress.failures = 0
    #expect(both.need(progress, now: now) == .daily)
  }

  @Test func nextIsWhenSomethingIsDue() {
    var progress = CollectionSchedule.Progress()
    progress.lastComplete = day + 130
    progress.lastDaily = day - 100
    let next = both.next(progress, after: day + 130)
    #expect(next == day + 1200)
    #expect(both.need(progress, now: next) == .daily)
    #expect(both.need(progress, now: next - 1) == nil)
  }
}
