import HAL
import MockHAL
import Testing

/// A synthetic pulse line: clean pulses with bounce and spikes laid over them.
struct NoiseCase: Sendable, CustomTestStringConvertible {
  var name: String
  var onMilliseconds: Double
  var offMilliseconds: Double
  var bounceMilliseconds = 0.0
  var spikesPerSecond = 0.0
  var spikeMilliseconds = 0.0

  var testDescription: String { name }

  /// The cases of the survey that the filter must count without error.
  static let survey: [NoiseCase] = [
    NoiseCase(name: "clean S0 30/30 ms", onMilliseconds: 30, offMilliseconds: 30),
    NoiseCase(
      name: "reed, bounce 5 ms", onMilliseconds: 60, offMilliseconds: 60, bounceMilliseconds: 5),
    NoiseCase(
      name: "reed with spikes 2/s up to 0.5 ms", onMilliseconds: 60, offMilliseconds: 60,
      bounceMilliseconds: 5, spikesPerSecond: 2, spikeMilliseconds: 0.5),
    NoiseCase(
      name: "100 ms pulses with spikes 5/s up to 3 ms", onMilliseconds: 100, offMilliseconds: 100,
      bounceMilliseconds: 5, spikesPerSecond: 5, spikeMilliseconds: 3),
    NoiseCase(
      name: "S0 30/30 ms with spikes 20/s up to 1 ms", onMilliseconds: 30, offMilliseconds: 30,
      spikesPerSecond: 20, spikeMilliseconds: 1),
  ]

  /// Edges of `pulses` pulses on channel 0, in nanoseconds from 1 s on.
  func edges(pulses: Int, seed: UInt64) -> [LineEdge] {
    var random = SeededRandom(seed: seed)
    // The level as a sorted list of toggles of the clean line, then bounce, then spikes that invert it.
    var toggles: [Double] = []
    var time = 1000.0
    for _ in 0..<pulses {
      for length in [onMilliseconds, offMilliseconds] {
        toggles.append(time)
        if bounceMilliseconds > 0 {
          var offset = 0.0
          while true {
            let open = Double.random(in: 0.05...0.8, using: &random)
            let closed = Double.random(in: 0.05...0.8, using: &random)
            if offset + open + closed > bounceMilliseconds { break }
            toggles.append(time + offset + open)
            toggles.append(time + offset + open + closed)
            offset += open + closed
          }
        }
        time += length * Double.random(in: 1...1.2, using: &random)
      }
    }
    if spikesPerSecond > 0 {
      var spike = 1000.0
      while true {
        spike += 1000 / spikesPerSecond * -Double.random(in: 0.0001...1, using: &random).logarithm
        if spike > time { break }
        toggles.append(spike)
        toggles.append(spike + Double.random(in: 0.02...spikeMilliseconds, using: &random))
      }
    }
    var level = false
    var sequence: UInt32 = 0
    return toggles.sorted().map { time in
      level.toggle()
      sequence += 1
      return LineEdge(
        channel: 0, isActive: level, tickNanoseconds: Int64(time * 1e6), sequence: sequence)
    }
  }
}

extension Double {
  /// Natural logarithm by series, so that the tests need no C library.
  fileprivate var logarithm: Double {
    var x = self
    var result = 0.0
    while x < 0.5 {
      x *= 2
      result -= 0.693_147_180_559_945_3
    }
    let y = (x - 1) / (x + 1)
    var term = y
    for k in stride(from: 1.0, through: 41, by: 2) {
      result += 2 * term / k
      term *= y * y
    }
    return result
  }
}
