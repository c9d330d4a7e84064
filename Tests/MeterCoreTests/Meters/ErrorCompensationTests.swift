import HAL
import MockHAL
import Testing

@testable import MeterCore

/// A compensation of errors before the meter is in every pulse from then on, exactly.
@Suite struct ErrorCompensationTests {
  @Test("Compensated weights are exact ratios, by 128-bit arithmetic")
  func weights() throws {
    var generator = SystemRandomNumberGenerator()
    for round in 0..<2000 {
      let pulses = UInt32.random(in: 1...20_000, using: &generator)
      let kilowattHours = UInt32.random(in: 1...20, using: &generator)
      let compensation = Int32.random(in: -10_000...10_000, using: &generator)
      let plain = try #require(EnergyRatio(pulses: pulses, perKilowattHours: kilowattHours))
      let weight = try #require(plain.compensated(compensation))
      let found = Int128(weight.numerator) * Int128(plain.denominator) * 100_000
      let wanted = Int128(plain.numerator) * Int128(100_000 + compensation) * Int128(weight.denominator)
      #expect(found == wanted, "round \(round): \(pulses) / \(kilowattHours), \(compensation)")
      #expect(plain.compensated(0) == plain)
    }
    // What does not fit, or would count backwards, is none.
    #expect(EnergyRatio(numerator: 7, denominator: 2_000_000_011)?.compensated(7) == nil)
    #expect(EnergyRatio(numerator: 4_611_686_018_427_387_903, denominator: 1)?.compensated(7) == nil)
    #expect(
      EnergyRatio.wattHour.compensated(-100_000) == nil && EnergyRatio.wattHour.compensated(.min) == nil)
  }

  @Test("Pulses before keep their energy, pulses after have the new one; less than 1 µWh is lost a change")
  func registers() throws {
    var rig = try MeterRig(EmulatedMedium(MeterRig.file))
    // In 1/(12 000 · 100 000) of 10⁹ µWh, the exact sum of both channels.
    var exact: [Int128] = [0, 0]
    for (change, compensation) in [Int32(0), 1234, -10_000, 333, 0, 7, 10_000].enumerated() {
      #expect(rig.meter.setErrorCompensation(compensation) == true)
      #expect(rig.meter.state.errorCompensation == compensation)
      for pulse in 0..<(40 + 13 * change) {
        let channel = pulse % 3 == 0 ? 1 : 0
        rig.pulse(channel)
        exact[channel] += Int128(1_000_000_000) * Int128(100_000 + compensation) * (channel == 0 ? 12 : 1)
      }
      for channel in 0..<2 {
        let booked = Int128(rig.registers[channel]) * 1_200_000_000
        #expect(booked <= exact[channel], "change \(change)")
        #expect(exact[channel] - booked < 1_200_000_000 * Int128(change + 1), "change \(change)")
      }
    }
  }

  @Test("Period by period: rows of a compensated meter add up to its register")
  func rows() throws {
    var rig = try MeterRig(EmulatedMedium(MeterRig.file))
    for _ in 0..<30 { rig.pulse(0) }
    #expect(rig.meter.setErrorCompensation(2500) == true)
    for _ in 0..<30 { rig.pulse(0) }
    rig.pass(seconds: 1800)
    for _ in 0..<10 { rig.pulse(0) }
    rig.pass(seconds: 1800)
    let rows = try rig.rows()
    #expect(rows.map { $0.values[0].energy.microwattHours } == [60_750_000, 10_250_000])
    #expect(rig.registers[0] == 71_000_000)
  }

  @Test("A restart keeps the compensation and the carried rest, and is no change of the set-up")
  func restart() throws {
    let medium = EmulatedMedium(MeterRig.flash)
    var exact: Int128 = 0
    do {
      var rig = try MeterRig(medium)
      #expect(rig.meter.setErrorCompensation(1234) == true)
      for _ in 0..<101 { rig.pulse(1) }
      exact += 101 * 101_234
      #expect(rig.meter.commit() == true)
    }
    medium.restart()
    var again = try MeterRig(medium, clock: VirtualClock(utcSeconds: MeterRig.start + 600))
    #expect(again.meter.state.errorCompensation == 1234)
    let events = try again.events()
    #expect(!events.contains(.configurationChanged))
    for _ in 0..<101 { again.pulse(1) }
    exact += 101 * 101_234
    // 10⁹ µWh / 12 000, times the compensation: nothing is lost over the restart.
    let whole = Int64(exact * 10_000 / 12_000)
    #expect(again.registers[1] == whole)
  }

  @Test("A new pulse constant that cannot be compensated ends the compensation, and the log says so")
  func unfit() throws {
    let medium = EmulatedMedium(MeterRig.file)
    do {
      var rig = try MeterRig(medium)
      #expect(rig.meter.setErrorCompensation(7) == true)
    }
    medium.restart()
    var configuration = MeterRig.configuration()
    configuration.channels[0].pulseEnergy = try #require(
      EnergyRatio(numerator: 7, denominator: 2_000_000_011))
    var again = try MeterRig(medium, configuration: configuration)
    #expect(again.meter.state.errorCompensation == 0)
    let events = try again.events()
    #expect(events.contains(.configurationChanged))
    for _ in 0..<10 { again.pulse(1) }
    #expect(again.registers[1] == 10 * 1_000_000_000 / 12_000)
  }

  @Test("Where it cannot be kept nothing is changed", arguments: [false, true])
  func notKept(overwritable: Bool) throws {
    let medium = EmulatedMedium(overwritable ? MeterRig.file : MeterRig.flash)
    var rig = try MeterRig(medium)
    for _ in 0..<7 { rig.pulse(1) }
    medium.failingCall = 0
    medium.failsForGood = true
    #expect(rig.meter.setErrorCompensation(1234) == false)
    #expect(rig.meter.state.errorCompensation == 0)
    medium.failingCall = nil
    medium.failsForGood = false
    for _ in 0..<5 { rig.pulse(1) }
    #expect(rig.registers == rig.trueRegisters)
  }
}
