import HAL
import MockHAL
import Testing

@testable import MeterCore

@Suite struct LongRunTests {
  @Test("400 days at varying load: 19 200 rows, the ring wraps, and the rows add up to the register exactly")
  func fourHundredDays() throws {
    let geometry = NonVolatileGeometry(
      sizeBytes: 512 * 1024, eraseBlockBytes: 4096, programUnitBytes: 8, isOverwritable: false)
    let medium = EmulatedMedium(geometry)
    var configuration = MeterRig.configuration(commitSeconds: 86_400)
    configuration.channels[0].pulseEnergy = EnergyRatio(pulses: 700, perKilowattHours: 3)!
    var rig = try MeterRig(
      medium, configuration: configuration,
      sizes: StorageLayout.Sizes(channelCount: 2, profileRows: 4320, events: 50, stateRecords: 16))
    var sums: [Int128] = [0, 0]
    var rows = 0
    var next: UInt32 = 0
    var expectedStart = MeterRig.start
    var random = SeededRandom(seed: 5)
    for halfHour in 0..<19_200 {
      // 0 to 30 pulses, by the hour of the day and by chance; some half hours are empty.
      let busy = (halfHour % 48) / 4
      for _ in 0..<Int(random.next() % UInt64(busy + 1)) { rig.pulse(0) }
      for _ in 0..<Int(random.next() % 3) { rig.pulse(1) }
      let end = (Int64(halfHour) + 1) * 1_800_000_000_000
      rig.pass(milliseconds: (end - rig.clock.nowNanoseconds()) / 1_000_000 + 200)
      while next < rig.meter.rowIDs.upperBound {
        let row = try #require(try rig.meter.row(next))
        for channel in 0..<2 { sums[channel] += Int128(row.values[channel].energy.microwattHours) }
        #expect(row.periodStart.seconds == expectedStart)
        #expect(row.flags == (row.id == 0 ? .partial : []))
        expectedStart += 1800
        rows += 1
        next += 1
      }
    }
    #expect(rows == 19_200)
    #expect(rig.meter.rowIDs.count == 4320, "the ring keeps its capacity")
    for channel in 0..<2 { #expect(sums[channel] == Int128(rig.registers[channel])) }
    #expect(Int128(rig.registers[0]) == Int128(rig.truth[0]) * 3_000_000_000 / 700)
    #expect(rig.registers[1] == rig.trueRegisters[1])
    #expect(rig.meter.mountReport.damagedSlots == 0)
  }
}
