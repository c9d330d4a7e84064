import Foundation
import MeterCore
import Testing
import Waveforms

/// Measurements against double arithmetic on the same samples, and against the signal itself.
@Suite struct SampleAccuracyTests {
  /// P and Q in LSB² of one window in double, by the formulas of docs/samples.md.
  private func reference(
    _ samples: [Int32], _ window: WindowMeasurement<1>, rate: Double, lag: Int
  ) -> (p: Double, q: Double) {
    let start = Int(window.firstIndex)
    let count = Int(window.sampleCount)
    func v(_ n: Int) -> Double { Double(samples[2 * n]) }
    func i(_ n: Int) -> Double { Double(samples[2 * n + 1]) }
    let sets = start..<start + count
    let n = Double(count)
    let meanV = sets.reduce(0) { $0 + v($1) } / n
    let meanI = sets.reduce(0) { $0 + i($1) } / n
    let meanLag = sets.reduce(0) { $0 + v($1 - lag) } / n
    let direct = sets.reduce(0) { $0 + (v($1) - meanV) * (i($1) - meanI) } / n
    let lagged = sets.reduce(0) { $0 + (v($1 - lag) - meanLag) * (i($1) - meanI) } / n
    let angle = 2 * Double.pi * Double(window.frequencyMicrohertz) * 1e-6 / rate * Double(lag)
    return (direct, (lagged - direct * cos(angle)) / sin(angle))
  }

  @Test("Within 1 ppm of double on the same samples", arguments: [12, 16, 24], [45.0, 49.3, 50, 57, 65])
  func double(bits: Int, frequency: Double) throws {
    for ratio in [1, 1.0 / 100, 1.0 / 5000] {
      for angle in [0, Double.pi / 3, -acos(0.25), Double.pi - 0.3, Double.pi + acos(0.25)] {
        let load = SampleRig.load(phases: 1, bits: bits, frequency: frequency, angle: angle, ratio: ratio)
        let samples = load.samples(0..<1400)
        var kernel: SampleKernel<1> = try SampleRig.kernel(
          rate: 4000, bits: bits, nominal: frequency > 55 ? 60 : 50)
        let lag = frequency > 55 ? 17 : 20
        let windows = SampleRig.feed(samples, &kernel).filter { $0.end == .cycles }
        #expect(!windows.isEmpty)
        for window in windows {
          let expected = reference(samples, window, rate: 4000, lag: lag)
          let energy = SampleRig.unit(bits: bits) * Double(window.sampleCount) / 4000 / 0.0036
          let apparent = abs(load.channels[0][0].amplitude * load.channels[1][0].amplitude) / 2
          // Below a quarter of the apparent power (noise at 1:5000) against that quarter.
          let limitP = max(abs(expected.p), apparent / 4) * energy * 1e-6
          let limitQ = max(abs(expected.q), apparent / 4) * energy * 1e-6
          let element = window.elements[0]
          #expect(abs(element.active.value - expected.p * energy) <= limitP, "\(ratio) \(angle)")
          // The frequency is known to 1 µHz only here.
          #expect(abs(element.reactive.value - expected.q * energy) <= limitQ, "\(ratio) \(angle)")
        }
      }
    }
  }

  @Test("Within 4 sigma + 5 ppm of the signal", arguments: [(12, 1.0), (16, 1.0), (16, 0.01), (24, 0.0002)])
  func signal(bits: Int, ratio: Double) throws {
    for (frequency, angle) in [(50.0, 0.0), (49.3, Double.pi / 3), (50.7, -acos(0.25)), (51, Double.pi)] {
      let load = SampleRig.load(phases: 1, bits: bits, frequency: frequency, angle: angle, ratio: ratio)
      var kernel: SampleKernel<1> = try SampleRig.kernel(rate: 4000, bits: bits)
      let windows = SampleRig.feed(load.samples(0..<8000), &kernel).filter { $0.end == .cycles }
      var energy = FineEnergy.zero
      for window in windows { energy += window.elements[0].active }
      let sets = windows.reduce(0) { $0 + Int($1.sampleCount) }
      let first = Int(windows[0].firstIndex)
      // What the signal did at the very instants, without noise and quantisation.
      let (v, i) = (load.channels[0][0], load.channels[1][0])
      let truth = (first..<first + sets).reduce(0.0) { sum, n in
        let turn = 2 * Double.pi * frequency * Double(n) / 4000
        return sum + v.amplitude * cos(turn + v.phase) * i.amplitude * cos(turn + i.phase)
      }
      let unit = SampleRig.unit(bits: bits) / 4000 / 0.0036
      let noise = (0.25 + 1.0 / 12).squareRoot()
      let relative = { (amplitude: Double) in noise / (amplitude / 2.0.squareRoot()) }
      let sigma =
        (relative(v.amplitude) * relative(v.amplitude) + relative(i.amplitude) * relative(i.amplitude)).squareRoot()
        / (abs(cos(angle)) * Double(sets).squareRoot())
      #expect(abs(energy.value / (truth * unit) - 1) <= 4 * sigma + 5e-6, "\(frequency) Hz, \(angle) rad")
    }
  }

  @Test("Fundamental reactive within 0.02 % beside 3rd and 5th harmonics", arguments: [49.0, 49.7, 50, 51])
  func fundamental(frequency: Double) throws {
    for angle in [Double.pi / 2, Double.pi / 6, -asin(0.25)] {
      for (order, phase) in [(3.0, 0.0), (5.0, Double.pi / 2)] {
        let load = SampleRig.load(
          phases: 3, bits: 24, frequency: frequency, angle: angle,
          harmonics: [(order: order, v: 0.1, i: 0.4, phase: phase)], noise: 20)
        var kernel: SampleKernel<3> = try SampleRig.kernel(rate: 4000, bits: 24, fundamental: true)
        let windows = SampleRig.feed(load.samples(0..<4200), &kernel).dropFirst(2)
        #expect(windows.count >= 3 && windows.allSatisfy { $0.elements[0].hasFundamental })
        for element in 0..<3 {
          let (v, i) = (load.channels[2 * element][0], load.channels[2 * element + 1][0])
          let truth = v.amplitude * i.amplitude / 2 * sin(angle) * SampleRig.unit(bits: 24)
          var (sum, time) = (0.0, 0.0)
          for window in windows {
            let part = window.elements[element].fundamental
            sum += part.reactive.value
            time += Double(window.durationNanoseconds) * 1e-9
            #expect(abs(part.reactive.watts(over: Double(window.durationNanoseconds) * 1e-9) / truth - 1) < 2e-3)
            #expect(abs(Double(part.voltageMillivolts) / (0.65 * 500_000 / 2.0.squareRoot()) - 1) < 2e-4)
            #expect(abs(Double(part.currentDistortionPPM) / 4e5 - 1) < 5e-3)
            #expect(abs(Int(part.voltageAngleMillidegrees) + [0, 120_000, -120_000][element]) < 60)
            #expect(abs(Double(part.lagMillidegrees) - angle * 180_000 / Double.pi) < 60)
          }
          #expect(abs(sum * 0.0036 / time / truth - 1) < 2e-4, "\(order) at \(angle)")
        }
      }
    }
  }

  @Test("A current transformer's phase error and a sampling delay are taken out at any frequency")
  func phase() throws {
    for frequency in [45.0, 49, 50, 51, 55] {
      for angle in [0.0, Double.pi / 3, -acos(0.25)] {
        // The current leads by 1° at 50 Hz, falling with frequency, and by 20 µs.
        let error = Double.pi / 180 * 50 / frequency + 2 * Double.pi * frequency * 20e-6
        let load = SampleRig.load(phases: 1, bits: 24, frequency: frequency, angle: angle - error, noise: 0)
        var kernel: SampleKernel<1> = try SampleRig.kernel(
          rate: 4000, bits: 24, fundamental: true,
          calibrate: { _, element in
            element.phaseMicroradians = 17_453
            element.leadTime = 20_000 * 256
          })
        let windows = SampleRig.feed(load.samples(0..<4000), &kernel).filter { $0.end == .cycles }.dropFirst()
        var (p, q, p1, q1, cycles) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for window in windows {
          p += window.elements[0].active.value
          q += window.elements[0].reactive.value
          p1 += window.elements[0].fundamental.active.value
          q1 += window.elements[0].fundamental.reactive.value
          cycles += Double(window.durationNanoseconds)
        }
        let apparent =
          load.channels[0][0].amplitude * load.channels[1][0].amplitude / 2 * SampleRig.unit(bits: 24) * cycles
          / 3.6e6
        // Of apparent energy: 10 ppm is a phase of 10 µrad. The energies of all samples have the last window's
        // fraction of a sample on top.
        #expect(abs(p / apparent - cos(angle)) < 4e-4, "\(frequency) \(angle)")
        #expect(abs(q / apparent - sin(angle)) < 4e-4, "\(frequency) \(angle)")
        #expect(abs(p1 / apparent - cos(angle)) < 1e-5, "\(frequency) \(angle)")
        #expect(abs(q1 / apparent - sin(angle)) < 1e-5, "\(frequency) \(angle)")
      }
    }
  }

  @Test("Gain and phase follow the current through the correction points")
  func regions() throws {
    let points = [(1000, 2000, 3000), (10_000, 500, 1000), (60_000, -300, 0)]
    for (current, gain, phase) in [(0.5, 2000.0, 3000.0), (5.5, 1250, 2000), (35, 100, 500), (66, -300, 0)] {
      let ratio = current / (0.55 * SampleRig.amperes / 2.0.squareRoot())
      let load = SampleRig.load(
        phases: 1, bits: 24, frequency: 50, angle: Double.pi / 3 - phase * 1e-6, ratio: ratio, noise: 0)
      var kernel: SampleKernel<1> = try SampleRig.kernel(
        rate: 4000, bits: 24,
        calibrate: { _, element in
          for (current, gain, phase) in points {
            _ = element.append(
              CalibrationRegion(
                currentMilliamperes: UInt32(current), gainPPM: Int16(gain), phaseMicroradians: Int16(phase)))
          }
        })
      let window = try #require(SampleRig.feed(load.samples(0..<2000), &kernel).last { $0.end == .cycles })
      let factor = 1 + gain * 1e-6
      let apparent = 0.65 * SampleRig.volts / 2.0.squareRoot() * current * factor
      let watts = window.elements[0].active.watts(over: 0.2)
      #expect(abs(watts / (apparent * 0.5) - 1) < 2e-5, "\(current) A")
      #expect(abs(Double(window.elements[0].currentMicroamperes) / (current * 1e6 * factor) - 1) < 5e-6)
    }
  }

  @Test("DC takes no part, noise is taken out of the effective values")
  func offsetAndNoise() throws {
    var load = SampleRig.load(phases: 1, bits: 16, frequency: 50, angle: 0, ratio: 0.001, noise: 3)
    load.offsets = [200, 327]
    var kernel: SampleKernel<1> = try SampleRig.kernel(
      rate: 4000, bits: 16,
      calibrate: { _, element in
        // 3 LSB of noise and the quantisation.
        element.currentNoiseSquared = UInt32(256 * (9 + 1.0 / 12))
      })
    let windows = SampleRig.feed(load.samples(0..<40_000), &kernel).filter { $0.end == .cycles }
    let truth = load.meanProduct(0, 1) * SampleRig.unit(bits: 16)
    let energy = windows.dropFirst().reduce(FineEnergy.zero) { $0 + $1.elements[0].active }
    let sets = windows.dropFirst().reduce(0) { $0 + Int($1.sampleCount) }
    #expect(abs(energy.watts(over: Double(sets) / 4000) / truth - 1) < 0.01)
    let rms = windows.reduce(0.0) { $0 + Double($1.elements[0].currentMicroamperes) } / Double(windows.count)
    #expect(abs(rms / (0.001 * 0.55 * SampleRig.amperes / 2.0.squareRoot() * 1e6) - 1) < 0.02)
  }

  @Test("Converters around mid-scale find their offset by themselves")
  func midScale() throws {
    var load = SampleRig.load(phases: 1, bits: 24, frequency: 50, angle: 0.5, ratio: 0.5)
    for tone in 0..<2 { load.channels[tone][0].amplitude /= 4096 }
    load.offsets = [2048, 2048]
    var kernel: SampleKernel<1> = try SampleRig.kernel(
      rate: 4000, bits: 24,
      calibrate: { _, element in element.voltageGain = ScaleFactor(500_000_000, over: 2048)! })
    let windows = SampleRig.feed(load.samples(0..<4000), &kernel)
    let good = windows.filter { $0.end == .cycles }
    #expect(good.count >= 3)
    let truth = load.meanProduct(0, 1) * SampleRig.volts * SampleRig.amperes / 2048 / Double(1 << 23)
    for window in good.dropFirst() {
      #expect(abs(window.elements[0].active.watts(over: Double(window.durationNanoseconds) * 1e-9) / truth - 1) < 1e-2)
    }
  }
}
