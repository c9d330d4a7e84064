import HAL
import MockHAL
import Testing

@testable import MeterCore

/// Voltage, self-test and logs of a twin-element meter.
@Suite struct TwinLogTests {
  private typealias Rig = TwinRig<PlainMemory>

  @Test("Average voltages are logged by the period, and crossing a threshold is told once")
  func voltage() throws {
    var rig = try Rig.household()
    rig.meter.setVoltageThresholds(overDecivolts: 2530, underDecivolts: 2070, at: rig.now)
    for decivolts in [2400, 2540, 2550, 2400, 2000, 2400] as [UInt16] {
      for _ in 0..<6 {
        rig.meter.noteVoltage(decivolts: decivolts, at: rig.now)
        rig.pass(seconds: 300)
      }
    }
    rig.meter.advance(to: rig.now)
    var rows: [VoltageRow] = []
    for id in rig.meter.ids(.voltage) { rows.append(try #require(try rig.meter.voltageRow(id))) }
    #expect(rows.count == 6)
    #expect(rows.map(\.decivolts) == [2400, 2540, 2550, 2400, 2000, 2400])
    #expect(rows.last?.seconds == UInt32(TwinFixture.start + 3 * 3600))
    let power = try rig.codes(.power).filter { $0 < 0x8F00 }
    #expect(power == [0x8002, 0x8085, 0x8006, 0x8089])
    #expect(rig.meter.state.voltage.overCount == 1 && rig.meter.state.voltage.underCount == 1)
  }

  @Test("Every fault of the self-test has its published code in the security log and an alert")
  func selfTest() throws {
    var rig = try Rig.household()
    rig.meter.report(SelfTestFaults(rawValue: 0x3FF), at: rig.now)
    let published: [UInt16] = [
      0x81AC, 0x81AD, 0x81AE, 0x81AF, 0x81B0, 0x81B1, 0x81B2, 0x81B3, 0x8F1B, 0x8F1C,
    ]
    #expect(try rig.codes(.security) == published)
    #expect(try rig.codes(.alerts) == published)
  }

  @Test("The event log can be cleared, the others cannot; auxiliary loads have a log of their own")
  func logs() throws {
    let medium = PlainMedium(TwinFixture.file)
    var rig = try Rig.household(medium)
    _ = rig.meter.customerEnablesSupply(at: rig.now)
    #expect(rig.meter.ids(.events).count == 1)
    rig.meter.clearEventLog(at: rig.now)
    #expect(rig.meter.ids(.events).isEmpty)
    #expect(try rig.meter.event(0, of: .events) == nil)
    #expect(try rig.codes(.security).contains(0x8F52))
    _ = rig.meter.customerEnablesSupply(at: rig.now)
    #expect(rig.meter.ids(.events).count == 1)
    let isSwitched = rig.meter.setAuxiliaryLoad(4, isOn: true, code: 0x81FF, at: rig.now)
    let isUnknown = rig.meter.setAuxiliaryLoad(5, isOn: true, code: 0x81FF, at: rig.now)
    #expect(isSwitched && !isUnknown && rig.meter.state.auxiliaryStates[4] == 1)
    #expect(try rig.meter.event(0, of: .auxiliary)?.detail == 4)
  }

  @Test("With every state record damaged, the registers come from the newest daily read: late, never zero")
  func lostState() throws {
    let medium = PlainMedium(TwinFixture.file)
    var rig = try Rig.household(medium)
    for _ in 0..<60 {
      rig.pass(seconds: 1800)
      rig.book(.secondaryActiveExport, 3_000_000)
    }
    let committed = rig.meter.commit()
    #expect(committed)
    let read = try #require(try rig.meter.dailyRead(0))
    let layout = rig.meter.store.states
    for offset in layout.ring.region.offset..<layout.end { medium.content[offset] = 0x5A }
    var sizes = TwinFixture.sizes
    for log in [TwinLog.events, .alerts, .security] { sizes[log] = 100 }
    rig = try Rig(
      PlainMemory(medium: medium), clock: VirtualClock(utcSeconds: TwinFixture.start + 40 * 3600),
      sizes: sizes)
    #expect(rig.meter.state.registers[.secondaryActiveExport] == read[.secondaryActiveExport])
    #expect(read[.secondaryActiveExport] == 47 * 3)
    #expect(rig.meter.state.tariff.sum(.secondaryExport) == read[.secondaryActiveExport])
    #expect(try rig.codes(.security).contains(0x81AE))
  }
}
