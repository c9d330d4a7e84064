import HAL
import MockHAL
import Testing

@testable import MeterCore

/// What a restart does to the open period.
@Suite struct PeriodRestartTests {
  @Test("An outage within a period flags it; over periods leaves a gap and two partial rows, no energy")
  func outage() throws {
    for (outage, expectedRows) in [(300, 1), (7300, 2)] as [(Int64, Int)] {
      let medium = EmulatedMedium(MeterRig.file)
      do {
        var rig = try MeterRig(medium)
        rig.pulse(0)
        rig.pass(seconds: 600)
      }
      medium.restart()
      var rig = try MeterRig(medium, clock: VirtualClock(utcSeconds: MeterRig.start + 600 + outage))
      rig.pulse(0)
      rig.pass(seconds: 1800 - (600 + outage) % 1800 + 60)
      let rows = try rig.rows()
      #expect(rows.count == expectedRows, "\(outage) s")
      #expect(rows.allSatisfy { $0.flags.contains(.partial) })
      #expect(rows.reduce(0) { $0 + $1.values[0].pulses } == 2)
      #expect(try rig.events().contains(.supplyRestored))
      #expect(rows[0].coveredSeconds < 1800)
    }
  }

  @Test("A restart with the lines kept requested leaves no gap: queued edges fall into their periods")
  func continuousRestart() throws {
    let medium = EmulatedMedium(MeterRig.file)
    let boot = BootIdentity(high: 1, low: 2)
    let clock = VirtualClock(utcSeconds: MeterRig.start)
    var before = try MeterRig(medium, clock: clock, boot: boot)
    before.pulse(0)
    before.pass(seconds: 1790)
    // The process dies; 20 s later, in the next period, it is back and finds three edges in the queue.
    clock.advance(byNanoseconds: 20_000_000_000)
    var after = try MeterRig(medium, clock: clock, boot: boot, isContinuous: true)
    let now = clock.nowNanoseconds()
    for (isActive, seconds, sequence) in [(true, -15, 3), (false, -14, 4), (true, -4, 5), (false, -3, 6)]
      as [(Bool, Int64, UInt32)]
    {
      after.meter.take(
        LineEdge(
          channel: 0, isActive: isActive, tickNanoseconds: now + seconds * 1_000_000_000, sequence: sequence))
    }
    after.pass(seconds: 1830)
    let rows = try after.rows()
    #expect(rows.map { $0.values[0].pulses } == [2, 1])
    #expect(rows[0].flags == [.reset, .partial] && rows[1].flags.isClean)
    #expect(rows[0].coveredSeconds == 1800)
    #expect(after.meter.state.channels[0].counters.lostEdges == 0)
  }

  @Test("Edges read by the dead process but not stored are seen as a gap, counted and flagged")
  func lostAtRestart() throws {
    let medium = EmulatedMedium(MeterRig.file)
    let boot = BootIdentity(high: 1, low: 2)
    let clock = VirtualClock(utcSeconds: MeterRig.start)
    var before = try MeterRig(medium, clock: clock, boot: boot)
    before.pulse(0)
    clock.advance(byNanoseconds: 1_000_000_000)
    var after = try MeterRig(medium, clock: clock, boot: boot, isContinuous: true)
    after.meter.take(
      LineEdge(channel: 0, isActive: true, tickNanoseconds: clock.nowNanoseconds(), sequence: 7))
    after.pass(seconds: 1800)
    #expect(after.meter.state.channels[0].counters.lostEdges == 4)
    #expect(try after.rows()[0].flags.contains(.possibleLoss))
    #expect(after.meter.state.channels[0].pulses == 2)
  }

  @Test("A changed pulse constant keeps the register and flags the period; a changed quantity is refused")
  func reconfiguration() throws {
    let medium = EmulatedMedium(MeterRig.file)
    do {
      var rig = try MeterRig(medium)
      rig.pulse(0)
      rig.pass(seconds: 100)
    }
    medium.restart()
    var changed = MeterRig.configuration()
    changed.channels[0].pulseEnergy = EnergyRatio(pulses: 500, perKilowattHours: 1)!
    do {
      var rig = try MeterRig(
        medium, clock: VirtualClock(utcSeconds: MeterRig.start + 200), configuration: changed)
      rig.pulse(0)
      #expect(rig.registers[0] == 3_000_000)
      #expect(rig.meter.state.openFlags.contains(.configurationChanged))
      #expect(try rig.events().contains(.configurationChanged))
    }
    medium.restart()
    changed.channels[1].quantity = .reactiveExport
    #expect(throws: StorageError.channelDiffers(channel: 1)) {
      _ = try MeterRig(medium, configuration: changed)
    }
  }

  @Test("A store of other sizes is refused and untouched")
  func otherLayout() throws {
    let medium = EmulatedMedium(MeterRig.file)
    do { _ = try MeterRig(medium) }
    let before = medium.content
    #expect(throws: StorageError.layoutDiffers) {
      _ = try MeterRig(medium, sizes: MeterRig.sizes(rows: 50))
    }
    #expect(medium.content == before)
  }
}
