import MeterCore

/// Pulses of a meter of known error and of a reference, on one constant load.
public struct SimulatedMeterPulses: Sendable {
  /// Error of the meter in percent.
  public var errorPercent: Double
  /// Error of the reference in percent; the bench knows its uncertainty only.
  public var referenceErrorPercent = 0.0
  /// Standard deviation of the meter's edges, ns.
  public var jitterNanoseconds = 0.0
  /// The same of the reference's edges.
  public var referenceJitterNanoseconds = 0.0
  /// Half width of the doubt of every stamp, ns.
  public var stampNanoseconds = 0.0

  /// A meter with an error.
  public init(errorPercent: Double) { self.errorPercent = errorPercent }

  /// Stamps of the pulses from 0 to `seconds`, each with a phase of its own.
  public func stamps(
    watts: Double, meter: EnergyRatio, reference: EnergyRatio, seconds: Double,
    random: inout SimulationRandom
  ) -> (meter: [Int64], reference: [Int64]) {
    func train(_ pulse: EnergyRatio, _ watts: Double, _ jitter: Double) -> [Int64] {
      let wattHours = Double(pulse.numerator) / Double(pulse.denominator) / 1e6
      let interval = wattHours / watts * 3.6e12
      guard watts > 0, interval.isFinite else { return [] }
      var stamps: [Int64] = []
      var time = Double.random(in: 0..<1, using: &random) * interval
      while time < seconds * 1e9 {
        stamps.append(Int64(time + random.normal(jitter) + random.even(stampNanoseconds)))
        time += interval
      }
      return stamps
    }
    return (
      train(meter, watts * (1 + errorPercent / 100), jitterNanoseconds),
      train(reference, watts * (1 + referenceErrorPercent / 100), referenceJitterNanoseconds)
    )
  }
}
