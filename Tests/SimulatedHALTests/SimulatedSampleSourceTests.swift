import Foundation
import HAL
import SimulatedHAL
import Testing

@Suite struct SimulatedSampleSourceTests {
  /// Everything the source gives until `seconds` have passed, in portions of at most `portion` sets.
  private func read(
    _ scenario: SampleScenario, seconds: Double, portions: [Int] = [500]
  ) throws -> (samples: [Int32], blocks: [SampleBlock]) {
    let time = SimulatedTime(startUTCNanoseconds: 0, pace: .steps(nanoseconds: 10_000_000))
    var source = SimulatedSampleSource(scenario, time: time)
    let channels = Int(source.format.channelCount)
    var samples: [Int32] = []
    var blocks: [SampleBlock] = []
    var turn = 0
    while time.nowNanoseconds < Int64(seconds * 1e9) {
      time.refresh()
      while true {
        var buffer = [Int32](repeating: .min, count: portions[turn % portions.count] * channels)
        turn += 1
        var span = buffer.mutableSpan
        let block = try source.readSets(into: &span)
        if block.setCount == 0 { break }
        samples += buffer[..<(block.setCount * channels)]
        blocks.append(block)
      }
    }
    return (samples, blocks)
  }

  private func column(_ samples: [Int32], _ channel: Int, of channels: Int, first: Int, count: Int)
    -> [Double]
  {
    (first..<(first + count)).map { Double(samples[$0 * channels + channel]) }
  }

  private func mean(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count)
  }

  private var rich: SampleScenario {
    var scenario = SampleScenario.threePhaseFourWire(volts: 230, amperes: 5, lagDegrees: 60)
    scenario.voltageHarmonics = [SampleHarmonic(order: 5, fraction: 0.1, degrees: 20)]
    scenario.currentHarmonics = [
      SampleHarmonic(order: 5, fraction: 0.4), SampleHarmonic(order: 3, fraction: 0.1),
    ]
    scenario.changes = [
      SampleChange(.voltage, element: 1, startSeconds: 0.3, durationSeconds: 0.2, factor: 0.4)
    ]
    scenario.noiseCounts = 3
    scenario.seed = 7
    return scenario
  }

  @Test("Samples depend on the index alone, not on how they are read")
  func portions() throws {
    let whole = try read(rich, seconds: 1)
    let portions = try read(rich, seconds: 1, portions: [1, 7, 64, 63, 129])
    #expect(whole.samples == portions.samples)
    #expect(whole.samples.count == 4001 * 6)
    var other = rich
    other.seed = 8
    #expect(try read(other, seconds: 1).samples != whole.samples)
  }

  @Test("RMS, power and quadrature are those of the definition", arguments: [0.0, 60, -60, 120, 180, 240])
  func truth(lag: Double) throws {
    var scenario = SampleScenario.threePhaseFourWire(volts: 230, amperes: 5, lagDegrees: lag)
    scenario.voltageHarmonics = [SampleHarmonic(order: 5, fraction: 0.1, degrees: 20)]
    scenario.currentHarmonics = [SampleHarmonic(order: 5, fraction: 0.4)]
    let samples = try read(scenario, seconds: 1).samples
    for element in 0..<3 {
      let v = column(samples, 2 * element, of: 6, first: 0, count: 4000).map { $0 * scenario.voltsPerCount }
      let i = column(samples, 2 * element + 1, of: 6, first: 0, count: 4000).map {
        $0 * scenario.amperesPerCount
      }
      #expect(abs(mean(v, v).squareRoot() / (230 * 1.01.squareRoot()) - 1) < 1e-6)
      #expect(abs(mean(i, i).squareRoot() / (5 * 1.16.squareRoot()) - 1) < 1e-6)
      #expect(abs(mean(v, i) - scenario.activeWatts(element: element)) < 1150 * 1e-6)
      // A quarter of a period is 20 sets: the voltage delayed by it gives the reactive power of a sine.
      let fundamental = (0..<4000).map {
        sin(2 * Double.pi * Double($0) / 80 + scenario.elements[element].voltageDegrees * .pi / 180)
      }
      let quadrature = (0..<4000).map { -fundamental[($0 + 20) % 4000] }
      let q = 230 * 2.0.squareRoot() * mean(quadrature, i)
      #expect(abs(q - scenario.fundamentalReactiveVars(element: element)) < 1150 * 1e-6)
    }
  }

  @Test(
    "Two elements without neutral give the power of three phases", arguments: [0.0, 60, 75, -60],
    [false, true])
  func threeWire(lag: Double, isReversed: Bool) throws {
    let scenario = SampleScenario.threePhaseThreeWire(
      volts: 400, amperes: 5, lagDegrees: lag, isReversed: isReversed)
    let watts = 3.0.squareRoot() * 400 * 5 * cos(lag * .pi / 180)
    #expect(abs(scenario.activeWatts(element: 0) + scenario.activeWatts(element: 1) - watts) < 1e-9 * 3464)
  }

  @Test("Nothing at or above 0.45 of the rate is generated")
  func bandLimit() throws {
    var scenario = SampleScenario.singlePhase(volts: 230, amperes: 5)
    let plain = try read(scenario, seconds: 0.2).samples
    scenario.voltageHarmonics = [SampleHarmonic(order: 36, fraction: 0.5)]
    #expect(!scenario.generates(order: 36) && scenario.generates(order: 35))
    #expect(try read(scenario, seconds: 0.2).samples == plain)
    scenario.voltageHarmonics = [SampleHarmonic(order: 35, fraction: 0.5)]
    #expect(try read(scenario, seconds: 0.2).samples != plain)
  }

  @Test("An input beyond its range stays at the end stop and never wraps")
  func clipping() throws {
    var scenario = SampleScenario.singlePhase(volts: 230, amperes: 5)
    scenario.significantBits = 16
    scenario.voltsPerCount = 0.005
    let samples = try read(scenario, seconds: 0.1).samples
    let v = column(samples, 0, of: 2, first: 0, count: 400)
    #expect(v.max() == 32767 && v.min() == -32768)
    #expect(v.filter { $0 == 32767 }.count > 50)
    for (set, value) in v.enumerated() where abs(value) > 1000 {
      #expect((value > 0) == (sin(2 * Double.pi * Double(set) / 80) > 0))
    }
  }

  @Test("A sag has its depth and time, and only on its element")
  func sag() throws {
    var scenario = rich
    scenario.noiseCounts = 0
    scenario.voltageHarmonics = []
    let samples = try read(scenario, seconds: 1).samples
    func rms(_ element: Int, at seconds: Double) -> Double {
      let v = column(samples, 2 * element, of: 6, first: Int(seconds * 4000), count: 80)
      return mean(v, v).squareRoot() * scenario.voltsPerCount
    }
    #expect(abs(rms(1, at: 0.26) - 230) < 0.01 && abs(rms(1, at: 0.52) - 230) < 0.01)
    #expect(abs(rms(1, at: 0.4) - 92) < 0.01)
    #expect(abs(rms(0, at: 0.4) - 230) < 0.01)
  }

  @Test("A loss is a jump of the index, and the samples after it are those of their index")
  func losses() throws {
    let whole = try read(rich, seconds: 1).samples
    var scenario = rich
    scenario.losses = [SampleLoss(index: 1500, count: 333), SampleLoss(index: 3000, count: 1)]
    let lossy = try read(scenario, seconds: 1)
    var jumps: [(UInt64, UInt64)] = []
    var next: UInt64 = 0
    var position = 0
    for block in lossy.blocks {
      if block.firstIndex != next { jumps.append((next, block.firstIndex - next)) }
      let from = Int(block.firstIndex) * 6
      #expect(
        lossy.samples[position..<(position + block.setCount * 6)] == whole[from..<(from + block.setCount * 6)]
      )
      #expect(block.lastSetTickNanoseconds == Int64(block.nextIndex - 1) * 250_000)
      position += block.setCount * 6
      next = block.nextIndex
    }
    #expect(jumps.map(\.0) == [1500, 3000] && jumps.map(\.1) == [333, 1])
  }

  @Test("A reader that is late loses the oldest sets, visibly")
  func lateReader() throws {
    var scenario = SampleScenario.singlePhase(volts: 230, amperes: 5)
    scenario.bufferedSets = 400
    let time = SimulatedTime(startUTCNanoseconds: 0, pace: .steps(nanoseconds: 1_000_000_000))
    var source = SimulatedSampleSource(scenario, time: time)
    time.refresh()
    var buffer = [Int32](repeating: 0, count: 2000)
    var span = buffer.mutableSpan
    let block = try source.readSets(into: &span)
    #expect(block.firstIndex == 3601 && block.setCount == 400)
  }

  @Test("Noise has its size and no mean; the source ends where told")
  func noise() throws {
    var scenario = SampleScenario.singlePhase(volts: 0, amperes: 0)
    scenario.noiseCounts = 100
    scenario.endsAfterSets = 40_000
    let time = SimulatedTime(startUTCNanoseconds: 0, pace: .steps(nanoseconds: 60_000_000_000))
    var source = SimulatedSampleSource(scenario, time: time)
    time.refresh()
    var buffer = [Int32](repeating: 0, count: 100_000)
    var span = buffer.mutableSpan
    let block = try source.readSets(into: &span)
    #expect(block.setCount == 40_000 && !block.isEnd)
    span = buffer.mutableSpan
    #expect(try source.readSets(into: &span).isEnd)
    let all = buffer[..<80_000].map(Double.init)
    let average = all.reduce(0, +) / 80_000
    let deviation = (all.reduce(0) { $0 + $1 * $1 } / 80_000).squareRoot()
    #expect(abs(average) < 2, "mean \(average)")
    #expect(abs(deviation - 100) < 2, "deviation \(deviation)")
    // Neighbours and channels are independent.
    let lag = zip(all, all.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / 80_000 / 10_000
    #expect(abs(lag) < 0.02, "correlation \(lag)")
  }

  @Test("A load over the day sets the power")
  func load() throws {
    var scenario = SampleScenario.singlePhase(volts: 230, amperes: 99, lagDegrees: 60)
    scenario.elements[0].load = LoadShape(.constant, peakWatts: 2300)
    let samples = try read(scenario, seconds: 0.1).samples
    let v = column(samples, 0, of: 2, first: 0, count: 400)
    let i = column(samples, 1, of: 2, first: 0, count: 400)
    let watts = mean(v, i) * scenario.voltsPerCount * scenario.amperesPerCount
    #expect(abs(watts - 2300) < 0.01)
  }
}
