import Foundation

/// Repeatable random numbers (SplitMix64).
public struct SimulationRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator; the same seed gives the same numbers.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Evenly distributed in `-half...half`.
  public mutating func even(_ half: Double) -> Double {
    half > 0 ? .random(in: -half...half, using: &self) : 0
  }

  /// Normally distributed with a standard deviation (Box-Muller).
  public mutating func normal(_ deviation: Double) -> Double {
    let radius = (-2 * log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self))).squareRoot()
    return deviation * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
  }
}
