import HAL
import MockHAL
import Testing

@testable import MeterCore

/// The period grid, the clock rules and the flags.
@Suite struct PeriodTests {
  private func rig(
    startingAt seconds: Int64 = MeterRig.start,
    configuration: PulseMeterConfiguration<2> = MeterRig.configuration()
  ) throws -> MeterRig {
    try MeterRig(
      EmulatedMedium(MeterRig.file), clock: VirtualClock(utcSeconds: seconds), configuration: configuration)
  }

  @Test(
    "The first period is partial and flagged, the next are whole and clean", arguments: PeriodLength.allCases)
  func firstPeriod(period: PeriodLength) throws {
    var rig = try rig(
      startingAt: MeterRig.start + 100, configuration: MeterRig.configuration(period: period))
    rig.pulse(0)
    rig.pass(seconds: Int64(3 * period.seconds))
    let rows = try rig.rows()
    #expect(rows.count == 3)
    #expect(rows[0].flags == .partial)
    #expect(rows[0].coveredSeconds == UInt16(period.seconds - 100))
    #expect(rows[0].periodStart.seconds == MeterRig.start)
    for row in rows.dropFirst() {
      #expect(row.flags.isClean && Int(row.coveredSeconds) == period.seconds)
      #expect(row.periodStart.seconds % Int64(period.seconds) == 0)
    }
  }

  @Test("A pulse is booked in the period of its first edge, wherever it is confirmed")
  func boundary() throws {
    var rig = try rig()
    rig.pass(seconds: 1799)
    rig.pass(milliseconds: 960)
    rig.pulse(0)
    rig.pass(milliseconds: 3000)
    rig.pulse(0)
    rig.pass(seconds: 1800)
    let rows = try rig.rows()
    #expect(rows[0].values[0].pulses == 1, "it began 40 ms before the end")
    #expect(rows[1].values[0].pulses == 1)
    #expect(rows[0].flags == .partial && rows[1].flags.isClean)
  }

  @Test("An edge after the boundary that is taken before the period closes belongs to the next")
  func ahead() throws {
    var rig = try rig()
    rig.pass(seconds: 1800, step: 1800)
    rig.pulse(0)
    rig.pass(seconds: 1800)
    let rows = try rig.rows()
    #expect(rows[0].values[0].pulses == 0 && rows[1].values[0].pulses == 1)
  }

  @Test("Small corrections do not flag; beyond 0.1 % of the period they do; the row is one")
  func synchronisation() throws {
    for (milliseconds, flags) in [(900, PeriodFlags()), (1900, .truncated), (-1900, .truncated)] {
      var rig = try rig()
      rig.pass(seconds: 600)
      rig.clock.stepWall(byNanoseconds: Int64(milliseconds) * 1_000_000)
      rig.pass(seconds: 1300)
      let rows = try rig.rows()
      #expect(rows.count == 1)
      #expect(rows[0].flags == flags.union(.partial), "\(milliseconds) ms")
    }
  }

  @Test(
    "BAT: every period with a low battery is flagged; the flag ends by itself with the next period after it")
  func battery() throws {
    var rig = try rig()
    rig.pass(seconds: 1830)
    rig.meter.noteBattery(isLow: true)
    rig.pass(seconds: 1800)
    rig.pass(seconds: 1800)
    rig.meter.noteBattery(isLow: false)
    rig.pass(seconds: 1800)
    rig.pass(seconds: 1800)
    let flags = try rig.rows().map { $0.flags.contains(.battery) }
    #expect(flags == [false, true, true, true, false])
  }

  @Test("A change of time closes the period, is flagged and never merged; energy is kept once")
  func timeChange() throws {
    for step in [4000, -4000, 600, -600] as [Int64] {
      var rig = try rig()
      rig.pulse(0)
      rig.pass(seconds: 900)
      rig.pulse(0)
      rig.clock.stepWall(byNanoseconds: step * 1_000_000_000)
      rig.pass(seconds: 10)
      rig.pulse(0)
      rig.pass(seconds: 4000)
      let rows = try rig.rows()
      #expect(rows[0].flags.contains([.timeChanged, .truncated]), "\(step) s")
      #expect(rows[0].values[0].pulses == 2)
      #expect(rows[1].flags.contains([.timeChanged, .truncated, .partial]), "\(step) s")
      #expect(rows[1].values[0].pulses == 1)
      #expect(rows[2].flags.isClean)
      #expect(rows.reduce(0) { $0 + $1.values[0].energy.microwattHours } == 3_000_000)
      #expect(try rig.events().contains(.clockChanged))
    }
  }

  @Test("A meter whose rules say so refuses a correction beyond the limit and says it once")
  func refusal() throws {
    let rules = ClockRules(limitNanoseconds: 10_000_000_000, beyondLimit: .refuse)
    var rig = try rig(configuration: MeterRig.configuration(rules: rules))
    rig.pass(seconds: 600)
    rig.clock.stepWall(byNanoseconds: 11_000_000_000)
    rig.pass(seconds: 1300)
    #expect(try rig.events().filter { $0 == .clockRefused }.count == 1)
    let rows = try rig.rows()
    #expect(rows.count == 1 && rows[0].flags == [.clockUnsynced, .partial])
  }

  @Test("A source that is not synchronised never takes the meter back in time")
  func unsynchronisedSource() throws {
    var rig = try rig()
    rig.pass(seconds: 600)
    rig.clock.isSynchronised = false
    rig.clock.stepWall(byNanoseconds: -86_400_000_000_000)
    rig.pass(seconds: 1300)
    let rows = try rig.rows()
    #expect(rows.count == 1 && rows[0].flags == [.clockUnsynced, .partial])
    #expect(try rig.events().contains(.clockUnsynchronised))
    rig.clock.stepWall(byNanoseconds: 86_400_000_000_000)
    rig.clock.isSynchronised = true
    rig.pass(seconds: 3600)
    #expect(try rig.rows().last?.flags == [])
  }

  @Test("Without any time pulses are counted, no period is open; the first row says what it holds")
  func noTime() throws {
    let clock = VirtualClock(utcSeconds: MeterRig.start)
    clock.hasTime = false
    var rig = try MeterRig(EmulatedMedium(MeterRig.file), clock: clock)
    for _ in 0..<5 { rig.pulse(0) }
    rig.pass(seconds: 4000)
    #expect(rig.meter.state.openPeriodSeconds == nil)
    #expect(rig.registers[0] == 5_000_000)
    clock.hasTime = true
    rig.pass(seconds: 3600)
    let rows = try rig.rows()
    #expect(rows[0].flags.contains([.partial, .recovered]))
    #expect(rows[0].values[0].energy.microwattHours == 5_000_000)
  }

  @Test("A shorter period from now on: the old one ends flagged, the new grid begins")
  func otherPeriodLength() throws {
    let medium = EmulatedMedium(MeterRig.file)
    do {
      var rig = try MeterRig(medium)
      rig.pulse(0)
      rig.pass(seconds: 100)
    }
    medium.restart()
    var rig = try MeterRig(
      medium, clock: VirtualClock(utcSeconds: MeterRig.start + 120),
      configuration: MeterRig.configuration(period: .minutes5))
    rig.pulse(0)
    rig.pass(seconds: 600)
    let rows = try rig.rows()
    #expect(rows[0].period == .minutes30 && rows[0].flags.contains(.partial))
    #expect(rows[1].period == .minutes5 && rows[1].flags.contains(.partial))
    #expect(rows[2].period == .minutes5)
    #expect(rows.prefix(2).map { $0.values[0].pulses } == [1, 1])
  }

  @Test(
    "A period waits for the filter: a pulse that begins just before its end is in it, however late it is decided"
  )
  func straddling() throws {
    for milliseconds in [1, 5, 9, 40] as [Int64] {
      for bounces in [0, 3] {
        var rig = try rig()
        let end = 1800 * 1_000_000_000 as Int64
        let rise = end - milliseconds * 1_000_000
        rig.clock.advance(byNanoseconds: rise)
        func take(_ isActive: Bool, _ tick: Int64) {
          rig.meter.take(LineEdge(channel: 0, isActive: isActive, tickNanoseconds: tick))
        }
        take(true, rise)
        for bounce in 0..<Int64(bounces) {
          take(false, rise + bounce * 1_500_000 + 1_000_000)
          take(true, rise + bounce * 1_500_000 + 1_300_000)
        }
        for step in 1...60 as ClosedRange<Int64> {
          if step == 45 { take(false, rise + 45_000_000) }
          rig.clock.advance(byNanoseconds: 1_000_000)
          rig.meter.advance(to: Tick(nanoseconds: rise + step * 1_000_000))
        }
        rig.pass(seconds: 1900)
        let rows = try rig.rows()
        #expect(rows.map { $0.values[0].pulses } == [1, 0], "\(milliseconds) ms, \(bounces) bounces")
        #expect(!rows[1].flags.contains(.recovered))
      }
    }
  }

  @Test("A time outside 2000 to 2100 is no time", arguments: [-2_208_988_800, 6_000_000_000] as [Int64])
  func implausibleTime(seconds: Int64) throws {
    var rig = try rig()
    rig.pass(seconds: 600)
    rig.clock.wallOffsetNanoseconds = seconds * 1_000_000_000
    rig.pass(seconds: 1300)
    let rows = try rig.rows()
    #expect(rows.count == 1 && rows[0].periodStart.seconds == MeterRig.start)
    #expect(try rig.events().filter { $0 == .clockRefused }.count == 1)
    let clock = VirtualClock(utcSeconds: seconds)
    var fresh = try MeterRig(EmulatedMedium(MeterRig.file), clock: clock)
    fresh.pulse(0)
    #expect(fresh.meter.state.openPeriodSeconds == nil)
  }

  @Test(
    "A meter that refuses large corrections still takes its first time after an outage, and an operator's")
  func refusingMeterCanBeSet() throws {
    let rules = ClockRules(limitNanoseconds: 10_000_000_000, beyondLimit: .refuse)
    let configuration = MeterRig.configuration(rules: rules)
    let medium = EmulatedMedium(MeterRig.file)
    do {
      var rig = try MeterRig(medium, configuration: configuration)
      rig.pass(seconds: 600)
    }
    medium.restart()
    let clock = VirtualClock(utcSeconds: MeterRig.start + 5000)
    clock.hasTime = false
    var rig = try MeterRig(medium, clock: clock, configuration: configuration)
    rig.pass(seconds: 60)
    clock.hasTime = true
    rig.pass(seconds: 60)
    #expect(rig.meter.state.lastInstant?.seconds == MeterRig.start + 5120)
    #expect(try !rig.events().contains(.clockRefused))
    let reading = WallClockReading(
      utcNanoseconds: (MeterRig.start + 9000) * 1_000_000_000, isSynchronised: true)
    let isSet = rig.meter.setClock(reading, at: Tick(nanoseconds: clock.nowNanoseconds()))
    #expect(isSet)
    #expect(try rig.events().contains(.clockChanged))
  }

  @Test("A meter without pulses writes ten times more seldom")
  func idleWrites() throws {
    func commits(pulses: Bool) throws -> Int {
      let medium = EmulatedMedium(MeterRig.flash)
      var rig = try MeterRig(medium)
      rig.pass(seconds: 30)
      let before = medium.operationCount
      for _ in 0..<25 {
        if pulses { rig.pulse(0) }
        rig.pass(seconds: 60)
        // A loop that sleeps until the deadline must never find it in the past.
        #expect(rig.meter.nextDeadline > Tick(nanoseconds: rig.clock.nowNanoseconds()))
      }
      return medium.operationCount - before
    }
    let busy = try commits(pulses: true)
    let idle = try commits(pulses: false)
    #expect(busy >= 48 && idle <= 10, "\(busy) and \(idle) operations")
  }
}
