import HAL
import MockHAL
import Testing

@testable import MeterCore

/// What the consumer sees of a twin-element meter: PIN, change of tenancy, history.
@Suite struct TwinConsumerTests {
  private typealias Rig = TwinRig<PlainMemory>

  @Test("The PIN locks after three wrong ones, over a restart too; ECS14 ends it")
  func pin() throws {
    let medium = PlainMedium(TwinFixture.file)
    var rig = try Rig.household(medium)
    let isSet = rig.meter.setPrivacyPIN(1234, at: rig.now)
    let isRefused = !rig.meter.setPrivacyPIN(10_000, at: rig.now)
    #expect(isSet && isRefused && rig.meter.state.consumer.isProtected)
    #expect(rig.meter.enterPIN(1, at: rig.now) == .wrong(attemptsLeft: 2))
    #expect(rig.meter.enterPIN(2, at: rig.now) == .wrong(attemptsLeft: 1))
    let until = rig.now.advanced(byNanoseconds: 600_000_000_000)
    #expect(rig.meter.enterPIN(3, at: rig.now) == .locked(until: until))
    #expect(rig.meter.enterPIN(1234, at: rig.now) == .locked(until: until))
    var sizes = TwinFixture.sizes
    for log in [TwinLog.events, .alerts, .security] { sizes[log] = 100 }
    rig = try Rig(
      PlainMemory(medium: medium), clock: VirtualClock(utcSeconds: TwinFixture.start + 60), sizes: sizes)
    if case .locked = rig.meter.enterPIN(1234, at: rig.now) {
    } else {
      Issue.record("a restart ends the lock")
    }
    rig.pass(seconds: 601)
    #expect(rig.meter.enterPIN(1234, at: rig.now) == .accepted)
    let isOff = rig.meter.setPrivacyPIN(nil, at: rig.now)
    #expect(isOff && !rig.meter.state.consumer.isProtected)
    #expect(rig.meter.enterPIN(9, at: rig.now) == .accepted)
  }

  @Test("After a change of tenancy the displays show nothing older; parties still read everything")
  func tenancy() throws {
    var sizes = TwinFixture.sizes
    sizes[.exportProfile] = 300
    var rig = try Rig(
      PlainMemory(medium: PlainMedium(TwinFixture.file)),
      clock: VirtualClock(utcSeconds: TwinFixture.start), sizes: sizes)
    for _ in 0..<4 * 48 {
      rig.pass(seconds: 1800)
      rig.book(.secondaryActiveExport, 1_000_000)
    }
    let change = Instant(seconds: TwinFixture.start + 2 * 86_400)
    let before = try rig.meter.hanSnapshot(at: rig.now)
    #expect(before.secondary.historyReceived.previousDays[3] == 47)
    // Ahead of time nothing is hidden.
    rig.meter.setChangeOfTenancy(Instant(seconds: TwinFixture.start + 90 * 86_400), at: rig.now)
    let isVisible = rig.meter.isVisibleToConsumer(startSeconds: UInt32(TwinFixture.start))
    #expect(isVisible)
    rig.meter.setChangeOfTenancy(change, at: rig.now)
    let after = try rig.meter.hanSnapshot(at: rig.now)
    #expect(after.secondary.historyReceived.previousDays[1] == 48)
    #expect(after.secondary.historyReceived.previousDays[2] == 0)
    #expect(after.secondary.historyReceived.previousDays[3] == 0)
    #expect(after.secondary.received == before.secondary.received)
    var intervals = [UInt32](repeating: 0, count: 30)
    var span = intervals.mutableSpan
    let filled = try rig.meter.hanProfile(
      .secondary, .received, endSeconds: UInt32(change.seconds + 3600), into: &span)
    #expect(filled == 30)
    #expect(intervals[1] != HANProfileChannel.invalid && intervals[2] == HANProfileChannel.invalid)
    #expect(try rig.meter.dailyConsumption(0)?.startSeconds == UInt32(TwinFixture.start))
  }

  @Test("Day, week and month history equal plain sums of the days")
  func history() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<20 {
      let today = Int.random(in: 20_000...22_000, using: &random)
      var history = HANHistory()
      var days: [Int: UInt32] = [:]
      for back in 0...434 {
        let energy = UInt32.random(in: 0...20_000, using: &random)
        days[today - back] = energy
        history.add(energy, day: today - back, today: today)
      }
      #expect(history.day == days[today])
      for back in 1...8 { #expect(history.previousDays[back - 1] == days[today - back]) }
      var monday = today - CivilDate.weekday(daysSince1970: today) + 1
      #expect(history.week == (monday...today).reduce(0) { $0 + days[$1]! })
      for week in 0..<5 {
        monday -= 7
        #expect(history.previousWeeks[week] == (monday..<monday + 7).reduce(0) { $0 + days[$1]! })
      }
      var first = CivilDate(daysSince1970: today)
      first.day = 1
      #expect(history.month == (first.daysSince1970...today).reduce(0) { $0 + days[$1]! })
      for month in 0..<13 {
        let end = first.daysSince1970
        first =
          first.month == 1
          ? CivilDate(year: first.year - 1, month: 12, day: 1)
          : CivilDate(year: first.year, month: first.month - 1, day: 1)
        #expect(history.previousMonths[month] == (first.daysSince1970..<end).reduce(0) { $0 + days[$1]! })
      }
    }
  }
}
