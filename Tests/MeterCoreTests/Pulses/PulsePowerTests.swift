import Testing

@testable import MeterCore

@Suite struct PulsePowerTests {
  let ratio = EnergyRatio(pulses: 1000, perKilowattHours: 1)!
  let timeout: Int64 = 600_000_000_000

  @Test func unknownUntilTwoPulses() {
    var power = PulsePower()
    #expect(power.power(ratio, at: Tick(nanoseconds: 5), timeoutNanoseconds: timeout) == nil)
    power.pulse(at: Tick(nanoseconds: 0))
    #expect(power.power(ratio, at: Tick(nanoseconds: 5), timeoutNanoseconds: timeout) == nil)
  }

  @Test("3.6 s between pulses of 1 Wh are 1 kW; silence lets it decay, the time-out ends it")
  func decay() {
    var power = PulsePower()
    power.pulse(at: Tick(nanoseconds: 0))
    power.pulse(at: Tick(nanoseconds: 3_600_000_000))
    func milliwatts(_ seconds: Double) -> Int64? {
      power.power(ratio, at: Tick(nanoseconds: Int64(seconds * 1e9)), timeoutNanoseconds: timeout)?.milliwatts
    }
    #expect(milliwatts(3.6) == 1_000_000)
    #expect(milliwatts(7.1) == 1_000_000)
    #expect(milliwatts(10.8) == 500_000)
    #expect(milliwatts(39.6) == 100_000)
    #expect(milliwatts(603.6 - 0.001) == 6_000)
    #expect(milliwatts(603.6) == 0)
  }
}
