import Foundation
import MeterCore

/// Compares the pulses of a meter with those of a reference, as they come; does no input or output itself.
///
/// The meter's energy is whole pulses between two of its edges. The reference's energy over exactly that time is its
/// whole pulses and the parts of the two it was in, by linear interpolation between its edges, so that no pulse is
/// rounded on either side.
public struct PulseComparison: Sendable {
  /// Energy of the pulses.
  public let meterPulse: EnergyRatio
  public let referencePulse: EnergyRatio
  /// Stamps of the pulses in ns, rising.
  public private(set) var meter: [Int64] = []
  public private(set) var reference: [Int64] = []
  /// Pulses before this are not taken: the load settles.
  public let startNanoseconds: Int64

  /// An empty comparison.
  public init(meterPulse: EnergyRatio, referencePulse: EnergyRatio, startNanoseconds: Int64) {
    self.meterPulse = meterPulse
    self.referencePulse = referencePulse
    self.startNanoseconds = startNanoseconds
  }

  /// Takes a pulse of the meter; one before the last is not a pulse of this line.
  public mutating func takeMeter(_ stamp: Int64) {
    if stamp >= startNanoseconds, meter.last.map({ stamp > $0 }) ?? true { meter.append(stamp) }
  }

  /// Takes a pulse of the reference.
  public mutating func takeReference(_ stamp: Int64) {
    if stamp >= startNanoseconds, reference.last.map({ stamp > $0 }) ?? true { reference.append(stamp) }
  }

  /// The meter's stamps that lie within the reference's.
  private var covered: ArraySlice<Int64> {
    guard let first = reference.first, let last = reference.last else { return [] }
    let begin = meter.firstIndex { $0 >= first } ?? meter.count
    let end = meter.lastIndex { $0 <= last }.map { $0 + 1 } ?? 0
    return begin < end ? meter[begin..<end] : []
  }

  /// Whole intervals so far, and their time in ns.
  public var progress: (pulses: Int, nanoseconds: Int64) {
    let stamps = covered
    guard stamps.count > 1, let first = stamps.first, let last = stamps.last else { return (0, 0) }
    return (stamps.count - 1, last - first)
  }

  /// True with enough pulses and more than the least time.
  public func isComplete(pulses: Int, seconds: Double) -> Bool {
    let progress = progress
    return progress.pulses >= pulses && Double(progress.nanoseconds) > seconds * 1e9
  }

  /// The reading so far; nil before there is one interval.
  public func reading(point: String, atSeconds seconds: Int64) -> AccuracyReading? {
    let stamps = Array(covered)
    guard stamps.count > 1, reference.count > 1 else { return nil }
    let energies = energies(at: stamps)
    var reading = AccuracyReading(point: point, method: .pulses)
    reading.pulses = Int64(stamps.count - 1)
    reading.spanNanoseconds = stamps[stamps.count - 1] - stamps[0]
    reading.referenceNanowattHours = energies[energies.count - 1] - energies[0]
    reading.scatterNanoseconds = scatter(energies, span: reading.spanNanoseconds)
    reading.referenceScatterNanoseconds = referenceScatter
    reading.atSeconds = seconds
    return reading
  }

  /// The reference's energy since its first pulse at each of the rising `stamps`, nWh.
  private func energies(at stamps: [Int64]) -> [Int64] {
    var place = 0
    let numerator = Int128(referencePulse.numerator) * 1000
    return stamps.map { stamp in
      while place + 2 < reference.count && reference[place + 1] <= stamp { place += 1 }
      let width = Int128(reference[place + 1] - reference[place])
      let passed = Int128(stamp - reference[place])
      return AccuracyReading.rounded(
        numerator * (Int128(place) * width + passed), Int128(referencePulse.denominator) * width)
    }
  }

  /// Standard deviation of the meter's edges about the straight line of energy against number, as time.
  private func scatter(_ energies: [Int64], span: Int64) -> Int64 {
    let count = energies.count
    guard count > 2, let first = energies.first, let last = energies.last, last > first else { return 0 }
    let values = energies.map { Double($0 - first) }
    let middle = Double(count - 1) / 2
    let mean = values.reduce(0, +) / Double(count)
    var sxy = 0.0
    var sxx = 0.0
    for (index, value) in values.enumerated() {
      let x = Double(index) - middle
      sxy += x * (value - mean)
      sxx += x * x
    }
    let slope = sxy / sxx
    var rest = 0.0
    for (index, value) in values.enumerated() {
      let distance = value - mean - slope * (Double(index) - middle)
      rest += distance * distance
    }
    let deviation = (rest / Double(count - 2)).squareRoot()
    return Int64((deviation / Double(last - first) * Double(span)).rounded())
  }

  /// Standard deviation of the reference's edges from second differences, which a drifting load does not reach.
  private var referenceScatter: Int64 {
    guard reference.count > 3 else { return 0 }
    var sum = 0.0
    for index in 1..<(reference.count - 1) {
      let bend = Double(reference[index + 1] - 2 * reference[index] + reference[index - 1])
      sum += bend * bend
    }
    return Int64((sum / Double(reference.count - 2) / 6).squareRoot().rounded())
  }
}
