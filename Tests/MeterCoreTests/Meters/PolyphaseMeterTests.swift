import HAL
import MockHAL
import Testing

@testable import MeterCore

/// Registers, quadrants, totals and estimates of a sample meter.
@Suite struct PolyphaseMeterTests {
  @Test("A year at constant load is the exact integer")
  func constantLoad() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.threePhaseFourWire))
    // Minutes of 2300.000 000 7 W or so: the carried part decides the last digits.
    let energy = FineEnergy(microwattHours: 38_333_333, fraction: 0xA5A5_1234)
    let window = PolyphaseRig.window([energy, energy, energy], milliseconds: 60_000)
    let windows: Int64 = 365 * 24 * 60
    for _ in 0..<windows { rig.take(window) }
    let exact = (Int128(energy.microwattHours) << 32 | Int128(energy.fraction)) * Int128(windows)
    #expect(rig.register(.activeImport, 1) == Int64(exact >> 32))
    #expect(rig.register(.activeImport) == Int64((3 * exact) >> 32))
    #expect(rig.register(.activeExport) == 0)
    let rows = try rig.rows()
    #expect(rows.count >= 100)
    // Rows follow each other: the energy of each is the advance of the register.
    for (before, after) in zip(rows, rows.dropFirst()) {
      for channel in 0..<Int(after.channelCount) {
        #expect(
          after.values[channel].energy
            == after.values[channel].register - before.values[channel].register)
      }
    }
  }

  /// Random signed windows against a plain model in 128 bits.
  @Test("Every summation against a plain model", arguments: Summation.allCases)
  func summation(_ summation: Summation) throws {
    var random = SeededRandom(seed: 0x5EED + UInt64(summation.rawValue))
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.threePhaseFourWire, summation))
    var model: [Quantity: Int128] = [:]
    var elementImport = [Int128](repeating: 0, count: 3)
    func wide(_ energy: FineEnergy) -> Int128 {
      Int128(energy.microwattHours) << 32 | Int128(energy.fraction)
    }
    func book(_ p: Int128, _ q: Int128, _ export: Bool, _ s: Int128) {
      model[export ? .activeExport : .activeImport, default: 0] += abs(p)
      model[q < 0 ? .reactiveExport : .reactiveImport, default: 0] += abs(q)
      let quadrant: Quantity =
        q >= 0
        ? (export ? .reactiveQuadrant2 : .reactiveQuadrant1)
        : (export ? .reactiveQuadrant3 : .reactiveQuadrant4)
      model[quadrant, default: 0] += abs(q)
      model[export ? .apparentExport : .apparentImport, default: 0] += s
    }
    for _ in 0..<3000 {
      func any() -> FineEnergy {
        FineEnergy(
          microwattHours: Int64(random.next() % 2_000_001) - 1_000_000,
          fraction: UInt32(truncatingIfNeeded: random.next()))
      }
      let window = PolyphaseRig.window([any(), any(), any()], reactive: [any(), any(), any()])
      rig.take(window)
      var (p, q, s) = (Int128(0), Int128(0), Int128(0))
      for element in 0..<3 {
        let measured = window.elements[element]
        p += wide(measured.active)
        q += wide(measured.reactive)
        s += wide(measured.apparent)
        if !measured.active.isNegative { elementImport[element] += wide(measured.active) }
        let isExport = measured.active.isNegative
        switch summation {
        case .vector: break
        case .byMagnitude:
          book(wide(measured.active), wide(measured.reactive), isExport, wide(measured.apparent))
        case .absolute:
          book(abs(wide(measured.active)), wide(measured.reactive), false, wide(measured.apparent))
        }
      }
      if summation == .vector { book(p, q, p < 0, s) }
    }
    for quantity in Quantity.allCases where quantity.rawValue <= 10 {
      #expect(rig.register(quantity) == Int64(model[quantity, default: 0] >> 32), "\(quantity)")
    }
    for element in 0..<3 {
      #expect(rig.register(.activeImport, element + 1) == Int64(elementImport[element] >> 32))
    }
    let reactive: [Quantity] = [
      .reactiveQuadrant1, .reactiveQuadrant2, .reactiveQuadrant3, .reactiveQuadrant4,
    ]
    let sum = reactive.reduce(0) { $0 + rig.register($1) }
    #expect(abs(sum - rig.register(.reactiveImport) - rig.register(.reactiveExport)) <= 2)
  }

  @Test("3-wire at a power factor of 0.25: one element runs in reverse, the sum does not")
  func threeWire() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.threePhaseThreeWire))
    for _ in 0..<100 {
      rig.take(
        PolyphaseRig.window(
          [.micro(-4_000), .micro(10_000), .zero], reactive: [.micro(9_000), .micro(14_000), .zero]))
    }
    #expect(rig.register(.activeImport) == 600_000)
    #expect(rig.register(.activeExport) == 0)
    #expect(rig.register(.reactiveQuadrant1) == 2_300_000)
    // S = sqrt(6000² + 23000²) = 23769.728... µVAh a window.
    #expect(rig.register(.apparentImport) == 2_376_972)
    #expect(rig.register(.activeImport, 1) == -1, "an element has no register of its own")
  }

  @Test("Twin element: the elements are never added and never netted")
  func twinElement() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.twinElement))
    for _ in 0..<50 { rig.take(PolyphaseRig.window([.micro(700), .micro(-300), .zero])) }
    #expect(rig.register(.activeImport, 1) == 35_000 && rig.register(.activeExport, 1) == 0)
    #expect(rig.register(.activeImport, 2) == 0 && rig.register(.activeExport, 2) == 15_000)
    #expect(rig.register(.activeImport) == -1)
  }

  @Test("A window over the end of a half hour is divided by time, and nothing is lost")
  func boundary() throws {
    let clock = VirtualClock(utcSeconds: MeterRig.start + 1799)
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase), clock: clock)
    // 1799.0 s + 3 windows of 0.4 s: the last begins at 1799.8 and ends at 1800.2.
    for _ in 0..<3 { rig.take(PolyphaseRig.window([.micro(1001), .zero, .zero], milliseconds: 400)) }
    for _ in 0..<4500 { rig.take(PolyphaseRig.window([.micro(1001), .zero, .zero], milliseconds: 400)) }
    let rows = try rig.rows()
    #expect(rows[0].values[0].energy.microwattHours == 2002 + 500, "half of the last window, rounded down")
    #expect(rows[0].flags.contains(.partial))
    #expect(rows[1].values[0].register.microwattHours == 2502 + rows[1].values[0].energy.microwattHours)
    #expect(rows[1].flags.isClean)
    #expect(rig.register(.activeImport, 1) == 4503 * 1001)
  }

  @Test("Lost samples: measured registers stand still, the estimate goes to its own, and the row says so")
  func lostSamples() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase))
    for _ in 0..<10 { rig.take(PolyphaseRig.window([.micro(10_000), .zero, .zero])) }
    var gap = PolyphaseRig.window([.micro(5_000), .zero, .zero], milliseconds: 100)
    gap.end = .gap
    gap.missingSamples = 4000
    rig.take(gap, missing: 1_000_000_000)
    #expect(rig.register(.activeImport, 1) == 100_000)
    // 0.1 s measured in a broken window and 1 s at 50 mWh/s.
    #expect(rig.register(.estimatedActiveImport, 1) == 5_000 + 50_000)
    #expect(rig.meter.lostNanoseconds == 1_000_000_000)
    for _ in 0..<10_000 { rig.take(PolyphaseRig.window([.micro(10_000), .zero, .zero])) }
    #expect(try rig.rows()[0].flags.contains(.possibleLoss))
    #expect(try rig.events().map(\.code) == [.samplesLost])
  }

  @Test(
    "A kernel tells a loss in two windows: the broken one, and the count with the next; both are accounted for"
  )
  func lossInTwoWindows() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase))
    for _ in 0..<10 { rig.take(PolyphaseRig.window([.micro(10_000), .zero, .zero])) }
    var broken = PolyphaseRig.window([.micro(5_000), .zero, .zero], milliseconds: 100)
    broken.end = .gap
    rig.take(broken)
    #expect(try rig.events().isEmpty, "how many is not known yet")
    #expect(rig.meter.registers.state.openFlags.contains(.possibleLoss))
    var next = PolyphaseRig.window([.micro(10_000), .zero, .zero])
    next.missingSamples = 4000
    rig.take(next, missing: 1_000_000_000)
    #expect(rig.register(.activeImport, 1) == 110_000)
    #expect(rig.register(.estimatedActiveImport, 1) == 5_000 + 50_000)
    let events = try rig.events()
    #expect(events.map(\.code) == [.samplesLost] && events.map(\.value) == [4000])
  }

  @Test("A loss over the end of a half hour flags both and is divided between them")
  func lossOverBoundary() throws {
    let clock = VirtualClock(utcSeconds: MeterRig.start + 1795)
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase), clock: clock)
    for _ in 0..<10 { rig.take(PolyphaseRig.window([.micro(10_000), .zero, .zero])) }
    // 1797.0 s to 1803.0 s are missing.
    var next = PolyphaseRig.window([.micro(10_000), .zero, .zero])
    next.missingSamples = 24_000
    rig.take(next, missing: 6_000_000_000)
    for _ in 0..<9100 { rig.take(PolyphaseRig.window([.micro(10_000), .zero, .zero])) }
    let rows = try rig.rows()
    #expect(rows[0].flags.contains(.possibleLoss) && rows[1].flags.contains(.possibleLoss))
    // The fifth register of the rig's single phase.
    let index = 4
    #expect(rows[0].values[index].energy.microwattHours == 150_000)
    #expect(rows[1].values[index].energy.microwattHours == 150_000)
    #expect(!(try rig.rows().dropFirst(2).contains { $0.flags.contains(.possibleLoss) }))
  }

  @Test("A window of a part of a cycle is no sag; one of whole cycles is")
  func partOfACycle() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase))
    var window = PolyphaseRig.window([.micro(500), .zero, .zero], milliseconds: 11)
    window.elements[0].voltageMillivolts = 137_000
    window.end = .synchronised
    rig.take(window)
    #expect(try rig.events().isEmpty)
    window.end = .cycles
    rig.take(window)
    #expect(try rig.events().map(\.code) == [.voltageSag])
  }

  @Test("A window over range is no measurement: estimated and flagged, and so is nothing after it")
  func overRange() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase))
    var window = PolyphaseRig.window([.micro(10_000), .zero, .zero])
    window.elements[0].currentOverRangeCount = 19
    rig.take(window)
    #expect(!rig.meter.registers.state.openFlags.contains(.possibleLoss), "single samples may be spikes")
    window.elements[0].currentOverRangeCount = 20
    rig.take(window)
    #expect(rig.meter.registers.state.openFlags.isSuperset(of: [.possibleLoss, .error]))
    #expect(rig.register(.activeImport, 1) == 10_000)
    #expect(rig.register(.estimatedActiveImport, 1) == 10_000)
    #expect(rig.meter.testPulseEnergy == .zero)
    window.elements[0].currentOverRangeCount = 0
    rig.take(window)
    #expect(rig.register(.activeImport, 1) == 20_000)
    #expect(rig.register(.estimatedActiveImport, 1) == 10_000)
    let events = try rig.events()
    #expect(events.map(\.code) == [.overRange] && events[0].channel == 1 && events[0].value == 20)
  }

  @Test("Any element over range, by voltage or current: nothing of the window is measured, nothing is lost")
  func overRangeOfOneElement() throws {
    for element in 0..<3 {
      for isVoltage in [false, true] {
        var rig = try PolyphaseRig(PolyphaseRig.configuration(.threePhaseFourWire))
        var window = PolyphaseRig.window([.micro(10_000), .micro(20_000), .micro(40_000)])
        rig.take(window)
        if isVoltage {
          window.elements[element].voltageOverRangeCount = 20
        } else {
          window.elements[element].currentOverRangeCount = 20
        }
        rig.take(window)
        #expect(rig.register(.activeImport) == 70_000)
        #expect(rig.register(.estimatedActiveImport) == 70_000)
        #expect(try rig.events().map(\.channel) == [UInt8(element + 1)])
      }
    }
  }

  @Test("Registers survive a cut of the supply, within a commit interval and never beyond the truth")
  func supplyCut() throws {
    let medium = EmulatedMedium(PolyphaseRig.geometry)
    let clock = VirtualClock(utcSeconds: MeterRig.start)
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.threePhaseFourWire), medium: medium, clock: clock)
    for _ in 0..<1000 {
      rig.take(PolyphaseRig.window([.micro(100), .micro(200), .micro(300)]))
      rig.meter.advance(to: Tick(nanoseconds: clock.nowNanoseconds()))
    }
    let truth = rig.register(.activeImport)
    #expect(truth == 600_000)
    medium.cut = SupplyCut(operation: medium.operationCount, mode: .plain, seed: 1)
    rig.take(PolyphaseRig.window([.micro(100), .micro(200), .micro(300)]))
    rig.meter.registers.commit()
    medium.restart()
    let again = try PolyphaseRig(
      PolyphaseRig.configuration(.threePhaseFourWire), medium: medium, clock: clock)
    let restored = again.register(.activeImport)
    // 60 s of 600 µWh a window of 0.2 s.
    #expect(restored >= truth - 300 * 600 && restored <= truth + 600)
  }
}
