import MockHAL
import Testing

@testable import MeterCore

/// Test pulses: conserved exactly, one sample from their place.
@Suite struct TestPulseTests {
  @Test(
    "Every pulse is within one sample of the exact time, and none is lost", arguments: [1, 2, 3] as [UInt64])
  func conserved(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let pulse = try #require(EnergyRatio(pulses: [1000, 3000, 7_777][Int(seed) - 1], perKilowattHours: 1))
    var output = try #require(TestPulse(pulseEnergy: pulse, widthSamples: 1, pauseSamples: 1))
    var energy = Int128(0)
    var began = 0
    for window in 0..<400 {
      let count = 750 + UInt32(random.next() % 100)
      let amount = FineEnergy(
        microwattHours: Int64(random.next() % 20_000_000), fraction: UInt32(truncatingIfNeeded: random.next())
      )
      let whole = Int128(amount.microwattHours) << 32 | Int128(amount.fraction)
      output.load(amount, samples: count)
      for sample in 0..<count {
        let before = output.pulses
        _ = output.step()
        if output.pulses == before { continue }
        began += 1
        // The exact energy passed at the end of this sample, in 2^-32 µWh, against the pulse's place.
        let place = Int128(began) * Int128(output.pulseEnergy) << 16
        let now = energy + whole * Int128(sample + 1) / Int128(count)
        let sampleEnergy = whole / Int128(count) + 1
        #expect(now >= place - (1 << 17), "window \(window) sample \(sample): early")
        #expect(now - place <= 2 * sampleEnergy + (1 << 17), "window \(window) sample \(sample): late")
      }
      energy += whole
    }
    #expect(began == Int(energy >> 16) / Int(output.pulseEnergy))
    #expect(output.waiting == 0)
  }

  @Test("Too many pulses for their width wait, and are made up for")
  func waiting() throws {
    var output = try #require(TestPulse(pulseEnergy: .wattHour, widthSamples: 120, pauseSamples: 120))
    output.load(FineEnergy(microwattHours: 10_000_000), samples: 800)
    for _ in 0..<800 { _ = output.step() }
    #expect(output.pulses == 4 && output.waiting == 6)
    output.load(.zero, samples: 8000)
    for _ in 0..<8000 { _ = output.step() }
    #expect(output.pulses == 10 && output.waiting == 0 && !output.isActive)
  }

  @Test("A window that was cut short loses no energy")
  func short() throws {
    var output = try #require(TestPulse(pulseEnergy: .wattHour, widthSamples: 1, pauseSamples: 1))
    for _ in 0..<100 {
      output.load(FineEnergy(microwattHours: 700_000), samples: 800)
      for _ in 0..<100 { _ = output.step() }
    }
    output.load(.zero, samples: 1000)
    for _ in 0..<1000 { _ = output.step() }
    #expect(output.pulses == 70)
  }

  @Test("No energy, no pulse; no width, no output")
  func none() throws {
    var output = try #require(TestPulse(pulseEnergy: .wattHour, widthSamples: 1, pauseSamples: 1))
    output.load(.zero, samples: 100_000)
    for _ in 0..<100_000 where output.step() { Issue.record("a pulse without energy") }
    #expect(TestPulse(pulseEnergy: .wattHour, widthSamples: 0, pauseSamples: 1) == nil)
  }
}
