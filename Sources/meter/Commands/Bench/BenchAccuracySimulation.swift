import Bench
import Foundation
import MeterCore

/// What `--simulate` asks for.
struct BenchAccuracySimulation {
  var errorPercent = 0.0
  var jitterNanoseconds = 200_000.0
  var seed: UInt64 = 1

  init(_ text: String) throws {
    var hasError = false
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else {
        throw CommandFailure(.usage, "--simulate is error=PERCENT[,jitter-us=N][,seed=N], not '\(text)'")
      }
      switch pair[0] {
      case "error":
        guard let value = Double(pair[1]), abs(value) <= 50 else {
          throw CommandFailure(.usage, "error= is -50 to 50 percent, not '\(pair[1])'")
        }
        errorPercent = value
        hasError = true
      case "jitter-us":
        guard let value = Double(pair[1]), (0...10_000).contains(value) else {
          throw CommandFailure(.usage, "jitter-us= is 0 to 10000, not '\(pair[1])'")
        }
        jitterNanoseconds = value * 1000
      case "seed":
        guard let value = UInt64(pair[1]) else {
          throw CommandFailure(.usage, "seed= is a whole number, not '\(pair[1])'")
        }
        seed = value
      default:
        throw CommandFailure(.usage, "--simulate knows error, jitter-us and seed, not '\(pair[0])'")
      }
    }
    guard hasError else { throw CommandFailure(.usage, "--simulate needs error=PERCENT") }
  }
}

/// A meter of known error: what the bench is tried with.
struct BenchAccuracySimulatedStation: BenchAccuracyStation {
  private let simulation: BenchAccuracySimulation
  private let plan: AccuracyPlan

  init(_ simulation: BenchAccuracySimulation, _ plan: AccuracyPlan) {
    self.simulation = simulation
    self.plan = plan
  }

  func measure(_ point: AccuracyPoint) throws -> Measured? {
    let place = plan.points.firstIndex { $0.id == point.id } ?? 0
    var random = SimulationRandom(seed: simulation.seed &* 1000 &+ UInt64(place))
    var reading = AccuracyReading(point: point.id, method: .counts)
    reading.note = "simulated"
    switch point.kind {
    case .noLoad:
      reading.spanNanoseconds = Int64(point.seconds * 1e9)
      return (reading, nil)
    case .starting:
      reading.pulses = 2
      reading.spanNanoseconds = Int64(point.seconds * 0.6e9)
      return (reading, nil)
    case .register, .dial:
      // 40 kWh by the reference; registers of 0.01 kWh that cut off.
      let step: Int64 = 10_000_000_000
      let start: Int64 = 123_453_700_000_000
      let advance = Int64((40e12 * (1 + simulation.errorPercent / 100)).rounded())
      reading.method = point.kind == .register ? .register : .counts
      reading.registerStep = step
      reading.registerStart = start / step * step
      reading.registerEnd = (start + advance) / step * step
      if point.kind == .register {
        reading.referenceNanowattHours = 40_000_000_000_000
      } else {
        reading.pulses = advance / AccuracyReading.energy(1, plan.subject.pulseEnergy)
      }
      return (reading, nil)
    case .load, .influence: return pulses(point, &random)
    }
  }

  private func pulses(_ point: AccuracyPoint, _ random: inout SimulationRandom) -> Measured? {
    // About 20 pulses a second of the reference at every load.
    let constant = max(3.6e6 / point.watts * 20, 1)
    guard let reference = EnergyRatio(pulses: UInt32(min(constant, 4e9)), perKilowattHours: 1) else {
      return nil
    }
    var pulses = SimulatedMeterPulses(errorPercent: simulation.errorPercent)
    pulses.jitterNanoseconds = simulation.jitterNanoseconds
    pulses.referenceJitterNanoseconds = 5000
    pulses.stampNanoseconds = 5000
    let settled = plan.choice.settleSeconds
    let stamps = pulses.stamps(
      watts: point.watts, meter: plan.subject.pulseEnergy, reference: reference,
      seconds: settled + point.seconds * 1.1 + 2, random: &random)
    var comparison = PulseComparison(
      meterPulse: plan.subject.pulseEnergy, referencePulse: reference, startNanoseconds: Int64(settled * 1e9))
    for stamp in stamps.reference { comparison.takeReference(stamp) }
    for stamp in stamps.meter
    where !comparison.isComplete(pulses: plan.choice.pulses, seconds: plan.choice.seconds) {
      comparison.takeMeter(stamp)
    }
    guard var reading = comparison.reading(point: point.id, atSeconds: 0) else { return nil }
    reading.note = "simulated"
    return (reading, Self.edges(comparison))
  }
}
