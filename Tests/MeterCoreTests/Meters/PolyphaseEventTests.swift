import HAL
import MockHAL
import Testing

@testable import MeterCore

/// No load, starting, and what is said about the supply.
@Suite struct PolyphaseEventTests {
  private static let load = NoLoadThresholds(startingMilliamperes: 20, nominalMillivolts: 230_000)

  @Test("The thresholds are 0.8 and 0.4 of the starting power")
  func thresholds() {
    #expect(Self.load.startMilliwatts == 3680 && Self.load.stopMilliwatts == 1840)
  }

  @Test("24 hours of noise: nothing is booked, and no test pulse")
  func noise() throws {
    var random = SeededRandom(seed: 24)
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase, noLoad: Self.load))
    var pulses = FineEnergy.zero
    for _ in 0..<(24 * 3600) {
      // ±2 W a window of a second, uniform: 555 µWh.
      let energy = Int64(random.next() % 1111) - 555
      rig.take(PolyphaseRig.window([.micro(energy), .zero, .zero], milliseconds: 1000))
      pulses += rig.meter.testPulseEnergy
    }
    #expect(rig.register(.activeImport, 1) == 0 && rig.register(.activeExport, 1) == 0)
    #expect(pulses == .zero)
  }

  @Test("The starting current is counted from its first window")
  func starting() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase, noLoad: Self.load))
    // 4.6 W in windows of 0.2 s.
    for _ in 0..<5000 { rig.take(PolyphaseRig.window([.micro(256), .zero, .zero])) }
    #expect(rig.register(.activeImport, 1) == 5000 * 256)
    #expect(
      rig.register(.apparentImport, 1) == 5000 * 256,
      "held back as long as the active energy, and booked with it")
    // Down to 0.5 of the starting power: still a load. To 0.3: it stops within a second.
    for _ in 0..<500 { rig.take(PolyphaseRig.window([.micro(128), .zero, .zero])) }
    #expect(rig.register(.activeImport, 1) == 5000 * 256 + 500 * 128)
    for _ in 0..<500 { rig.take(PolyphaseRig.window([.micro(77), .zero, .zero])) }
    #expect(rig.register(.activeImport, 1) == 5000 * 256 + 500 * 128 + 5 * 77)
    for _ in 0..<500 { rig.take(PolyphaseRig.window([.micro(128), .zero, .zero])) }
    #expect(rig.register(.activeImport, 1) == 5000 * 256 + 500 * 128 + 5 * 77, "between the thresholds")
  }

  @Test("Sag, swell, failure and return, with hysteresis and the time each lasted")
  func supply() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.threePhaseFourWire))
    func window(_ millivolts: UInt32) -> WindowMeasurement<3> {
      var window = PolyphaseRig.window([.zero, .zero, .zero])
      window.elements[1].voltageMillivolts = millivolts
      return window
    }
    for millivolts in [230_000, 206_000, 208_000, 212_000, 254_000, 250_000, 248_000, 5_000, 25_000, 230_000]
      as [UInt32]
    {
      for _ in 0..<5 { rig.take(window(millivolts)) }
    }
    let events = try rig.events()
    #expect(
      events.map(\.code) == [
        .voltageSag, .voltageNormal, .voltageSwell, .voltageNormal, .phaseFailed, .phaseRestored,
      ])
    #expect(events.map(\.value) == [206_000, 2_000, 254_000, 2_000, 5_000, 2_000])
    #expect(events.allSatisfy { $0.channel == 2 })
    #expect(rig.meter.registers.state.openFlags.contains(.phaseFailure))
  }

  @Test(
    "The part of a cycle before the first crossing and at the stop says nothing about the supply",
    arguments: [WindowEnd.synchronised, .stopped])
  func partOfACycle(end: WindowEnd) throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.threePhaseFourWire))
    var part = PolyphaseRig.window([.zero, .zero, .zero], milliseconds: 13)
    part.end = end
    part.elements[1].voltageMillivolts = 150_000
    rig.take(part)
    for _ in 0..<5 { rig.take(PolyphaseRig.window([.zero, .zero, .zero])) }
    #expect(try rig.events().isEmpty)
  }

  @Test("A reversed phase sequence is an event, once each way")
  func sequence() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.threePhaseFourWire))
    func window(_ second: Int32) -> WindowMeasurement<3> {
      var window = PolyphaseRig.window([.zero, .zero, .zero])
      for element in 0..<3 {
        window.elements[element].hasFundamental = true
        window.elements[element].fundamental.voltageAngleMillidegrees = [0, second, 0 &- second][element]
      }
      return window
    }
    for angle in [-120_000, 120_000, 120_000, -120_000] as [Int32] { rig.take(window(angle)) }
    #expect(try rig.events().map(\.code) == [.phaseSequenceReversed, .phaseSequenceRestored])
  }

  @Test("Energy in reverse is an event, and REV where no export register takes it")
  func reverse() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.twinElement))
    for energy in [100, -100, -100, 100] as [Int64] {
      for _ in 0..<10 { rig.take(PolyphaseRig.window([.micro(energy), .zero, .zero])) }
    }
    let events = try rig.events()
    #expect(events.map(\.code) == [.reverseRunning, .forwardRunning])
    // 100 µWh in 0.2 s is 1.8 W; in reverse for 4 s.
    #expect(events.map(\.value) == [-1_800, 4_000])
    #expect(!rig.meter.registers.state.openFlags.contains(.reverseRunning))
  }
}
