import Foundation

/// A synthetic sampled signal: tones, DC and noise per channel, quantised as a converter does.
///
/// Every sample is computed from its index alone (noise too), so any stretch can be made again.
public struct Waveform: Sendable {
  /// One sine of a channel: amplitude · cos(2π · order · f · t + phase).
  public struct Tone: Sendable {
    /// Peak in LSB.
    public var amplitude: Double
    /// Multiple of the fundamental.
    public var order: Double
    /// Phase in rad.
    public var phase: Double

    public init(_ amplitude: Double, order: Double = 1, phase: Double = 0) {
      self.amplitude = amplitude
      self.order = order
      self.phase = phase
    }
  }

  /// Sample sets a second.
  public var rate: Double
  /// Fundamental in Hz.
  public var frequency: Double
  /// Bits of the converter.
  public var bits: Int
  /// Tones of each channel.
  public var channels: [[Tone]]
  /// DC of each channel in LSB.
  public var offsets: [Double]
  /// Rms of white noise before quantising, in LSB, of every channel.
  public var noise: Double
  /// Seed of the noise.
  public var seed: UInt64

  public init(
    rate: Double, frequency: Double, bits: Int, channels: [[Tone]], offsets: [Double]? = nil, noise: Double = 0,
    seed: UInt64 = 1
  ) {
    self.rate = rate
    self.frequency = frequency
    self.bits = bits
    self.channels = channels
    self.offsets = offsets ?? channels.map { _ in 0 }
    self.noise = noise
    self.seed = seed
  }

  /// Interleaved sample sets `range`, as Int32; clipped at the end stops.
  public func samples(_ range: Range<Int>) -> [Int32] {
    let top = Double((1 << (bits - 1)) - 1)
    var result = [Int32]()
    result.reserveCapacity(range.count * channels.count)
    for index in range {
      let angle = 2 * Double.pi * (frequency * Double(index) / rate)
      for channel in channels.indices {
        var value = offsets[channel]
        for tone in channels[channel] { value += tone.amplitude * cos(tone.order * angle + tone.phase) }
        if noise > 0 { value += noise * normal(UInt64(index) &* 64 &+ UInt64(channel)) }
        result.append(Int32(min(max(value.rounded(), -top - 1), top)))
      }
    }
    return result
  }

  /// A normal deviate that depends on the seed and `number` only.
  private func normal(_ number: UInt64) -> Double {
    let a = Waveform.mix(seed &* 0x9E37_79B9_7F4A_7C15 &+ number)
    let b = Waveform.mix(a ^ 0xD1B5_4A32_D192_ED03)
    let u = (Double(a >> 11) + 0.5) / 9_007_199_254_740_992
    let v = Double(b >> 11) / 9_007_199_254_740_992
    return sqrt(-2 * log(u)) * cos(2 * Double.pi * v)
  }

  /// SplitMix64's output function.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// Σ over the tones that channels `a` and `b` share of mean(a·b), in LSB²: the true mean product without DC.
  public func meanProduct(_ a: Int, _ b: Int, lag: Double = 0) -> Double {
    var sum = 0.0
    for x in channels[a] {
      for y in channels[b] where x.order == y.order {
        sum += x.amplitude * y.amplitude / 2 * cos(x.phase - y.phase - lag)
      }
    }
    return sum
  }
}
