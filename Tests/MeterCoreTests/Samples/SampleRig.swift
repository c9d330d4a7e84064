import MeterCore
import MockHAL
import Waveforms

/// Feeds samples to a kernel in blocks of any size and keeps the windows.
enum SampleRig {
  /// Volts and amperes of full scale.
  static let volts = 500.0
  static let amperes = 170.0

  /// Watts of one LSB².
  static func unit(bits: Int) -> Double { volts * amperes / Double(1 << (2 * bits - 2)) }

  static func element(_ number: UInt8, bits: Int) -> ElementCalibration {
    let full = UInt64(1) << UInt64(bits - 1)
    return ElementCalibration(
      voltageGain: ScaleFactor(500_000_000, over: full)!, currentGain: ScaleFactor(170_000_000_000, over: full)!,
      voltageChannel: 2 * number, currentChannel: 2 * number + 1)
  }

  /// A kernel of `Elements` elements on channels V I V I …
  static func kernel<let Elements: Int>(
    rate: Int, bits: Int, nominal: UInt8 = 50, fundamental: Bool = false,
    change: (inout SampleConfiguration) -> Void = { _ in }, calibrate: (Int, inout ElementCalibration) -> Void = { _, _ in }
  ) throws -> SampleKernel<Elements> {
    var configuration = SampleConfiguration(
      sampleRate: UInt32(rate), channelCount: UInt8(2 * Elements), bits: UInt8(bits), nominalHertz: nominal,
      measuresFundamental: fundamental)
    change(&configuration)
    let elements = InlineArray<Elements, ElementCalibration> { number in
      var element = element(UInt8(number), bits: bits)
      calibrate(number, &element)
      return element
    }
    return try SampleKernel<Elements>(configuration, elements: elements)
  }

  /// Feeds all sets of `samples`; in blocks of random size when there is a seed.
  static func feed<let Elements: Int>(
    _ samples: [Int32], _ kernel: inout SampleKernel<Elements>, firstIndex: UInt64 = 0, seed: UInt64? = nil
  ) -> [WindowMeasurement<Elements>] {
    var windows: [WindowMeasurement<Elements>] = []
    var window = WindowMeasurement<Elements>()
    let channels = Int(kernel.configuration.channelCount)
    let sets = samples.count / channels
    var random = SeededRandom(seed: seed ?? 1)
    var at = 0
    while at < sets {
      let size = seed == nil ? sets : min(Int.random(in: 1...97, using: &random), sets - at)
      let block = samples.span.extracting(at * channels..<(at + size) * channels)
      var start = 0
      while start < size {
        let done = kernel.take(block, startingAt: start, firstIndex: firstIndex + UInt64(at), into: &window)
        start += done.sets
        if done.hasWindow { windows.append(window) }
      }
      at += size
    }
    return windows
  }

  /// V and I of a three-phase or single-phase load, in LSB, with `harmonics` as (order, part of V, part of I, phase).
  static func load(
    phases: Int, bits: Int, frequency: Double, angle: Double, ratio: Double = 1, rate: Double = 4000,
    harmonics: [(order: Double, v: Double, i: Double, phase: Double)] = [], noise: Double = 0.5, reversed: Bool = false
  ) -> Waveform {
    let full = Double(1 << (bits - 1))
    let (v, i) = (0.65 * full, 0.55 * full * ratio)
    var channels: [[Waveform.Tone]] = []
    for phase in 0..<phases {
      let turn = (reversed ? 2 : -2) * Double.pi / 3 * Double(phase)
      var voltage = [Waveform.Tone(v, phase: turn)]
      var current = [Waveform.Tone(i, phase: turn - angle)]
      for harmonic in harmonics {
        voltage.append(Waveform.Tone(v * harmonic.v, order: harmonic.order, phase: harmonic.order * turn))
        current.append(
          Waveform.Tone(i * harmonic.i, order: harmonic.order, phase: harmonic.order * turn + harmonic.phase))
      }
      channels += [voltage, current]
    }
    return Waveform(rate: rate, frequency: frequency, bits: bits, channels: channels, noise: noise)
  }
}

extension FineEnergy {
  /// µWh as a number for comparisons.
  var value: Double { Double(microwattHours) + Double(fraction) / 4_294_967_296 }
  /// Mean watts over `seconds`.
  func watts(over seconds: Double) -> Double { value * 0.0036 / seconds }
}
