import Foundation
import MeterCore
import MockHAL
import Testing
import Waveforms

@testable import MeterCore

@Suite struct SampleWindowTests {
  private func kernel(
    fundamental: Bool = false, calibrate: (Int, inout ElementCalibration) -> Void = { _, _ in }
  ) throws -> SampleKernel<3> {
    try SampleRig.kernel(rate: 4000, bits: 16, fundamental: fundamental, calibrate: calibrate)
  }

  /// A signal whose parts follow each other at full sets.
  private func joined(_ parts: [(Waveform, Int)]) -> [Int32] {
    var samples: [Int32] = []
    var at = 0
    for (waveform, sets) in parts {
      samples += waveform.samples(at..<at + sets)
      at += sets
    }
    return samples
  }

  private func load(_ frequency: Double = 50, v: [Double] = [1, 1, 1], reversed: Bool = false) -> Waveform {
    var load = SampleRig.load(
      phases: 3, bits: 16, frequency: frequency, angle: 0.4, ratio: 0.3, reversed: reversed)
    for phase in 0..<3 { load.channels[2 * phase][0].amplitude *= v[phase] }
    return load
  }

  private func expectContiguous(_ windows: [WindowMeasurement<3>], from first: UInt64) {
    var next = first
    for window in windows {
      #expect(window.firstIndex == next + window.missingSamples)
      next = window.firstIndex + UInt64(window.sampleCount)
    }
  }

  @Test("The cut into blocks changes nothing")
  func blocks() throws {
    let samples = joined([(load(49.7), 3000), (load(50.4, v: [0, 1, 1]), 3000), (load(v: [0, 0, 0]), 2000)])
    var whole = try kernel(fundamental: true)
    let expected = SampleRig.feed(samples, &whole)
    #expect(expected.count > 8)
    for seed: UInt64 in 31...34 {
      var cut = try kernel(fundamental: true)
      let windows = SampleRig.feed(samples, &cut, seed: seed)
      try #require(windows.count == expected.count, "seed \(seed)")
      for (a, b) in zip(windows, expected) {
        #expect(a.firstIndex == b.firstIndex && a.sampleCount == b.sampleCount && a.end == b.end)
        #expect(a.frequencyMicrohertz == b.frequencyMicrohertz && a.anchor == b.anchor)
        for element in 0..<3 { #expect(a.elements[element] == b.elements[element], "seed \(seed)") }
      }
    }
  }

  @Test("16-bit samples measure as the same samples in 32 bits")
  func short() throws {
    let samples = load(50.2).samples(0..<4000)
    var wide = try kernel(fundamental: true)
    let expected = SampleRig.feed(samples, &wide)
    var narrow = try kernel(fundamental: true)
    let words = samples.map { Int16($0) }
    var window = WindowMeasurement<3>()
    var (at, count) = (0, 0)
    while at < 4000 {
      let done = narrow.take(words.span, startingAt: at, firstIndex: 0, into: &window)
      at += done.sets
      guard done.hasWindow else { continue }
      for element in 0..<3 { #expect(window.elements[element] == expected[count].elements[element]) }
      count += 1
    }
    #expect(count == expected.count && count > 4)
  }

  @Test("A line-to-line voltage is that of a channel with the difference")
  func subtracted() throws {
    let samples = load(50.2).samples(0..<3000)
    let differences = (0..<3000).flatMap { set -> [Int32] in
      let s = samples[set * 6..<set * 6 + 6].map { $0 }
      return [s[0] - s[2], s[1], s[4] - s[2], s[5], 0, 0]
    }
    let calibrate = { (number: Int, element: inout ElementCalibration) in
      element.voltageChannel = number == 1 ? 4 : 0
      element.currentChannel = number == 1 ? 5 : 1
      element.subtractedVoltageChannel = number < 2 ? 2 : nil
    }
    var one = try kernel(fundamental: true, calibrate: calibrate)
    var other = try kernel(
      fundamental: true,
      calibrate: { number, element in
        element.voltageChannel = number == 1 ? 2 : 0
        element.currentChannel = number == 1 ? 3 : 1
      })
    let (a, b) = (SampleRig.feed(samples, &one), SampleRig.feed(differences, &other))
    try #require(a.count == b.count && a.count > 2)
    for (x, y) in zip(a, b) {
      for element in 0..<2 {
        var (p, q) = (x.elements[element], y.elements[element])
        (p.voltageOverRangeCount, q.voltageOverRangeCount) = (0, 0)
        #expect(p == q)
      }
    }
  }

  @Test(
    "Frequency within 0.2 mHz, every window of ten cycles", arguments: [40.0, 45, 49.3, 50, 52.5, 60, 65])
  func frequency(hertz: Double) throws {
    var meter = try kernel()
    let windows = SampleRig.feed(load(hertz).samples(0..<6000), &meter)
    expectContiguous(windows, from: 20)
    #expect(windows[0].end == .synchronised)
    for window in windows.dropFirst() {
      #expect(window.end == .cycles && window.anchor == 0)
      #expect(abs(Double(window.frequencyMicrohertz) * 1e-6 - hertz) < 2e-4)
      #expect(abs(Double(window.sampleCount) - 40_000 / hertz) <= 2)
    }
  }

  @Test("Stopped anywhere, every set is in a window", arguments: [1, 79, 1_000, 5_999])
  func stop(after sets: Int) throws {
    var meter = try kernel()
    var windows = SampleRig.feed(load().samples(0..<(20 + sets)), &meter)
    let rest = meter.finish()
    if let rest {
      #expect(rest.end == .stopped && rest.isValid)
      windows.append(rest)
    }
    #expect(windows.reduce(0) { $0 + Int($1.sampleCount) } == sets)
    #expect(meter.finish() == nil)
  }

  @Test("Sag of the anchor: the next phase takes over; sag of all: forced windows; back: cycles again")
  func sags() throws {
    var meter = try kernel()
    let windows = SampleRig.feed(
      joined([
        (load(), 2500), (load(v: [0, 1, 1]), 4000), (load(v: [0, 0, 0]), 6000), (load(), 5000),
      ]), &meter, seed: 41)
    expectContiguous(windows, from: 20)
    func during(_ range: Range<UInt64>) -> [WindowMeasurement<3>] {
      windows.filter {
        range.contains($0.firstIndex) && range.contains($0.firstIndex + UInt64($0.sampleCount) - 1)
      }
    }
    #expect(during(0..<2500).filter { $0.end == .cycles }.allSatisfy { $0.anchor == 0 })
    let second = during(3000..<6500).filter { $0.end == .cycles }
    #expect(second.count >= 3 && second.allSatisfy { $0.anchor == 1 })
    let dead = during(7500..<12_500)
    #expect(dead.count >= 2)
    for window in dead {
      #expect(window.end == .forced && window.anchor == nil && window.frequencyMicrohertz == 0)
      #expect(window.elements[0].voltageMillivolts < 200 && !window.elements[0].isVoltageHealthy)
    }
    let back = during(14_500..<17_500).filter { $0.end == .cycles }
    #expect(back.count >= 2)
    // Energy of the dead stretch is nothing, that of the rest is there whatever the windows were.
    let truth = load().meanProduct(4, 5) * SampleRig.unit(bits: 16)
    let all = windows.reduce(FineEnergy.zero) { $0 + $1.elements[2].active }
    let end = windows.last!.firstIndex + UInt64(windows.last!.sampleCount)
    #expect(abs(all.watts(over: Double(end - 6000 - 20) / 4000) / truth - 1) < 5e-3)
  }

  @Test("A jump of frequency, a reversed sequence and a step of load lose no sample and no energy")
  func jumps() throws {
    var meter = try kernel(fundamental: true)
    let windows = SampleRig.feed(
      joined([(load(50), 4000), (load(52), 4000), (load(48, reversed: true), 4000)]), &meter, seed: 42)
    expectContiguous(windows, from: 20)
    let last = try #require(windows.last { $0.end == .cycles })
    #expect(abs(Double(last.frequencyMicrohertz) - 48e6) < 300)
    #expect(abs(last.elements[1].fundamental.voltageAngleMillidegrees - 120_000) < 20)
    #expect(abs(windows[2].elements[1].fundamental.voltageAngleMillidegrees + 120_000) < 20)
    let truth = load().meanProduct(0, 1) * SampleRig.unit(bits: 16)
    let sum = windows.reduce(FineEnergy.zero) { $0 + $1.elements[0].active }
    let sets = windows.reduce(0) { $0 + Int($1.sampleCount) }
    #expect(abs(sum.watts(over: Double(sets) / 4000) / truth - 1) < 5e-3)
  }

  @Test("A gap ends the window as invalid, counts what is missing and starts anew")
  func gap() throws {
    var meter = try kernel()
    let samples = load().samples(0..<6000)
    let first = SampleRig.feed(Array(samples[..<(2100 * 6)]), &meter, firstIndex: 70_000)
    let second = SampleRig.feed(Array(samples[(2600 * 6)...]), &meter, firstIndex: 72_600)
    #expect(first.allSatisfy { $0.isValid })
    expectContiguous(first + second, from: 70_020)
    #expect(second[0].end == .gap && !second[0].isValid)
    #expect(second[0].firstIndex + UInt64(second[0].sampleCount) == 72_100)
    // 500 sets lost, 20 to refill the quarter period.
    #expect(second[1].missingSamples == 520 && second[1].firstIndex == 72_620)
    #expect(second[1].end == .synchronised)
    #expect(second.dropFirst(2).allSatisfy { $0.end == .cycles && $0.missingSamples == 0 })
  }

  @Test("An index that falls back is a gap of unknown length")
  func restart() throws {
    var meter = try kernel()
    let samples = load().samples(0..<3000)
    _ = SampleRig.feed(samples, &meter, firstIndex: 1_000_000)
    let windows = SampleRig.feed(samples, &meter, firstIndex: 0)
    #expect(windows[0].end == .gap && windows[1].firstIndex == 20 && windows[1].missingSamples == 20)
  }

  @Test("End stops are counted exactly")
  func overRange() throws {
    var signal = load()
    signal.channels[0][0].amplitude = 40_000
    signal.channels[5][0].amplitude = 33_500
    let samples = signal.samples(0..<4000)
    for margin: UInt16 in [0, 300] {
      var meter: SampleKernel<3> = try SampleRig.kernel(
        rate: 4000, bits: 16, change: { $0.overRangeMargin = margin })
      let windows = SampleRig.feed(samples, &meter, seed: 43)
      #expect(windows.count > 3)
      for window in windows {
        for element in 0..<3 {
          var (v, i) = (0, 0)
          for set in Int(window.firstIndex)..<Int(window.firstIndex) + Int(window.sampleCount) {
            let limit = 32_767 - Int32(margin)
            let (x, y) = (samples[6 * set + 2 * element], samples[6 * set + 2 * element + 1])
            if x >= limit || x < -limit { v += 1 }
            if y >= limit || y < -limit { i += 1 }
          }
          #expect(Int(window.elements[element].voltageOverRangeCount) == v)
          #expect(Int(window.elements[element].currentOverRangeCount) == i)
        }
      }
    }
  }

  @Test("Spikes and harmonics make no crossing")
  func disturbance() throws {
    var signal = load(50.3)
    for phase in 0..<3 {
      signal.channels[2 * phase].append(Waveform.Tone(3000, order: 5, phase: 1))
      signal.channels[2 * phase].append(Waveform.Tone(3000, order: 19))
    }
    var samples = signal.samples(0..<6000)
    var random = SeededRandom(seed: 44)
    for _ in 0..<150 {
      let set = Int.random(in: 0..<5998, using: &random)
      let spike: Int32 = Bool.random(using: &random) ? 32_000 : -32_000
      samples[6 * set] = spike
      if Bool.random(using: &random) { samples[6 * (set + 1)] = spike }
    }
    var meter = try kernel()
    for window in SampleRig.feed(samples, &meter).dropFirst() {
      #expect(window.end == .cycles)
      #expect(abs(Double(window.frequencyMicrohertz) - 50.3e6) < 0.1e6)
    }
  }

  @Test("Three phases with the fundamental fit 1200 bytes")
  func memory() {
    #expect(MemoryLayout<SampleKernel<3>>.size <= 1200)
    #expect(MemoryLayout<SampleKernel<1>>.size <= 560)
  }

  @Test("Set-ups that cannot work are refused")
  func refusals() throws {
    func refusal(_ change: (inout SampleConfiguration) -> Void) -> SampleConfigurationError? {
      do throws(SampleConfigurationError) {
        var configuration = SampleConfiguration(sampleRate: 4000, channelCount: 6, bits: 16)
        change(&configuration)
        let element = SampleRig.element(2, bits: 16)
        _ = try SampleKernel<1>(configuration, elements: [element])
        return nil
      } catch { return error }
    }
    #expect(refusal { _ in } == nil)
    #expect(refusal { $0.sampleRateSets = 8001 } == .sampleRateOutOfRange)
    #expect(refusal { $0.sampleRateSeconds = 0 } == .sampleRateOutOfRange)
    #expect(refusal { $0.nominalHertz = 55 } == .nominalFrequency(55))
    #expect(refusal { $0.bits = 25 } == .sampleBits(25))
    #expect(refusal { $0.windowCycles = 0 } == .windowCycles(0))
    #expect(refusal { $0.forcedEndSamples = 900 } == .forcedEnd(900))
    #expect(refusal { $0.forcedEndSamples = 131_072 } == .forcedEnd(131_072))
    #expect(refusal { $0.channelCount = 5 } == .channelOutOfRange(element: 0))
  }
}
