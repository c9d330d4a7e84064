import Foundation
import MeterCore
import Waveforms

/// One load of IEC 62053-22 on a three-phase meter for 5(6) A and 3×230 V, 16 bits at 4 kS/s, and its measured error.
struct AccuracyPoint {
  /// A power factor of the standard.
  struct Factor {
    var name: String
    /// How far the current lags, in rad.
    var lag: Double
  }

  static let factors = [
    Factor(name: "1", lag: 0), Factor(name: "0.5 ind.", lag: Double.pi / 3),
    Factor(name: "0.8 cap.", lag: -acos(0.8)),
    Factor(name: "0.25 ind.", lag: acos(0.25)), Factor(name: "0.5 cap.", lag: -Double.pi / 3),
  ]

  static let bits = 16
  static let rate = 4000.0
  static let seconds = 10.0
  /// Rated and largest current, A.
  static let rated = 5.0
  static let largest = 6.0
  /// Peaks at full scale: 1.3 times the largest values.
  static let fullVolts = 230 * 2.0.squareRoot() * 1.3
  static let fullAmperes = largest * 2.0.squareRoot() * 1.3

  var factor: Factor
  /// Current over rated current.
  var load: Double
  var frequency = 50.0
  /// Voltage over 230 V.
  var voltage = 1.0
  /// Phases with current.
  var phases = 0..<3
  var isReversed = false
  /// Fifth harmonic: part of U and of I, in phase.
  var fifth: (u: Double, i: Double) = (0, 0)

  /// Error of the active energy of `seconds`, in percent of what the analytic power makes of the windows' time.
  func error(seed: UInt64) throws -> Double {
    let full = Double(1 << (Self.bits - 1))
    let v = 230 * voltage * 2.0.squareRoot() / Self.fullVolts * full
    let i = load * Self.rated * 2.0.squareRoot() / Self.fullAmperes * full
    var channels: [[Waveform.Tone]] = []
    for phase in 0..<3 {
      let turn = (isReversed ? 2 : -2) * Double.pi / 3 * Double(phase)
      var tones = ([Waveform.Tone(v, phase: turn)], [Waveform.Tone]())
      if phases.contains(phase) { tones.1.append(Waveform.Tone(i, phase: turn - factor.lag)) }
      if fifth.i > 0 {
        tones.0.append(Waveform.Tone(v * fifth.u, order: 5, phase: 5 * turn))
        if phases.contains(phase) { tones.1.append(Waveform.Tone(i * fifth.i, order: 5, phase: 5 * turn)) }
      }
      channels += [tones.0, tones.1]
    }
    let waveform = Waveform(
      rate: Self.rate, frequency: frequency, bits: Self.bits, channels: channels, noise: 0.5, seed: seed)
    let samples = waveform.samples(0..<Int(Self.rate * (Self.seconds + 0.5)))
    let gains = (
      ScaleFactor(UInt64((Self.fullVolts * 1e9).rounded()), over: UInt64(full) * 1000)!,
      ScaleFactor(UInt64((Self.fullAmperes * 1e12).rounded()), over: UInt64(full) * 1000)!
    )
    var kernel = try SampleKernel<3>(
      SampleConfiguration(sampleRate: UInt32(Self.rate), channelCount: 6, bits: UInt8(Self.bits)),
      elements: InlineArray { number in
        ElementCalibration(
          voltageGain: gains.0, currentGain: gains.1, voltageChannel: UInt8(2 * number),
          currentChannel: UInt8(2 * number + 1))
      })
    var window = WindowMeasurement<3>()
    var (energy, time, at) = (FineEnergy.zero, 0.0, 0)
    while at < samples.count / 6 && time < Self.seconds - 0.1 {
      let done = kernel.take(samples.span, startingAt: at, firstIndex: 0, into: &window)
      at += done.sets
      guard done.hasWindow, window.end == .cycles else { continue }
      for element in 0..<3 { energy += window.elements[element].active }
      time += Double(window.sampleCount) / Self.rate
    }
    let watts = (0..<3).reduce(0.0) { $0 + waveform.meanProduct(2 * $1, 2 * $1 + 1) }
    let truth = watts * Self.fullVolts * Self.fullAmperes / (full * full) * time / 0.0036
    let value = Double(energy.microwattHours) + Double(energy.fraction) / 4_294_967_296
    return (value / truth - 1) * 100
  }

  /// Limits of class 0.2S and 0.5S in percent (IEC 62053-22; the 0.2S column from secondary sources, *unverified*).
  static func limits(_ factor: Factor, load: Double, isSinglePhase: Bool) -> (Double, Double) {
    switch factor.name {
    case "1": isSinglePhase ? (0.3, 0.6) : load < 0.05 ? (0.4, 1.0) : (0.2, 0.5)
    case "0.25 ind.", "0.5 cap.": (0.5, 1.0)
    default: isSinglePhase ? (0.4, 1.0) : load < 0.1 ? (0.5, 1.0) : (0.3, 0.6)
    }
  }

  /// Loads of a power factor, over rated current.
  static func loads(_ factor: Factor, isSinglePhase: Bool) -> [Double] {
    let all = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, largest / rated]
    let lowest: Double
    switch factor.name {
    case "1": lowest = isSinglePhase ? 0.05 : 0.01
    case "0.25 ind.", "0.5 cap.": lowest = 0.1
    default: lowest = isSinglePhase ? 0.1 : 0.02
    }
    return all.filter { $0 >= lowest }
  }
}
