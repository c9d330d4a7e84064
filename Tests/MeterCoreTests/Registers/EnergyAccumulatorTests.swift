import MockHAL
import Testing

@testable import MeterCore

@Suite struct EnergyAccumulatorTests {
  @Test("Any constant, any number of pulses: whole µWh and rest are exact")
  func exact() throws {
    var random = SeededRandom(seed: 1)
    for _ in 0..<200 {
      let pulses = UInt32.random(in: 1...20_000, using: &random)
      let kilowattHours = UInt32.random(in: 1...50, using: &random)
      guard let ratio = EnergyRatio(pulses: pulses, perKilowattHours: kilowattHours) else { continue }
      var register = EnergyAccumulator()
      let count = Int.random(in: 0...3000, using: &random)
      for _ in 0..<count { register.addPulse(ratio) }
      // count * kWh * 1e9 / pulses, in 128 bits.
      let exact = Int128(count) * Int128(kilowattHours) * 1_000_000_000
      #expect(Int128(register.energy.microwattHours) == exact / Int128(pulses))
      // The rest, as a fraction, makes the sum whole: rest/denominator == (exact mod pulses)/pulses.
      #expect(
        Int128(register.rest) * Int128(pulses) == exact % Int128(pulses) * Int128(ratio.denominator))
    }
  }

  @Test func constants() throws {
    #expect(EnergyRatio(pulses: 1000, perKilowattHours: 1)?.numerator == 1_000_000)
    let ratio = try #require(EnergyRatio(pulses: 12_000, perKilowattHours: 1))
    #expect(ratio.numerator == 250_000 && ratio.denominator == 3)
    #expect(EnergyRatio(pulses: 0, perKilowattHours: 1) == nil)
    #expect(EnergyRatio(pulses: 1, perKilowattHours: 0) == nil)
    #expect(EnergyRatio(pulses: 1, perKilowattHours: 4_600_001) == nil)
  }

  @Test("A million pulses of 3200 imp/kWh are the exact integer")
  func million() throws {
    let ratio = try #require(EnergyRatio(pulses: 3200, perKilowattHours: 1))
    var register = EnergyAccumulator()
    for _ in 0..<1_000_000 { register.addPulse(ratio) }
    #expect(register.energy.microwattHours == 312_500_000_000 && register.rest == 0)
  }

  @Test("A changed constant keeps the energy and loses less than 1 µWh")
  func changedConstant() {
    var register = EnergyAccumulator(energy: Energy(microwattHours: 5), rest: 2)
    register.changeDenominator(from: 3, to: 7)
    #expect(register.energy.microwattHours == 5 && register.rest == 4)
  }
}
