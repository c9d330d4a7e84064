import Bench
import Foundation
import MeterCore
import Testing

/// A meter of known error: the stated uncertainty holds what it says, and verdicts follow the rule.
@Suite struct AccuracyCoverageTests {
  private static let runs: UInt64 = 1000

  /// One run of a seed: the true error, the result, its limit.
  private static func run(_ seed: UInt64) throws -> (truth: Double, result: AccuracyResult) {
    var random = SimulationRandom(seed: seed)
    let classes: [AccuracyClass] = [.class02S, .class05S, .class1, .class2, .midA, .midB, .midC, .reactive2]
    let accuracyClass = classes.randomElement(using: &random)!
    let constants = ["1000", "3200", "10000", "500", "33.33", "2000/3"]
    let subject = try AccuracySubject(
      accuracyClass, .transformer, .fourWire, reference: "5", maximum: "6", nominal: "230",
      pulses: constants.randomElement(using: &random)!)
    let plan = try AccuracyPlan(subject)
    let point = plan.points.filter { $0.kind == .load }.randomElement(using: &random)!
    // ± 0.01 … 2 %, evenly by the logarithm.
    let magnitude = 0.01 * pow(10, Double.random(in: 0...2.30103, using: &random))
    let truth = Bool.random(using: &random) ? magnitude : -magnitude
    // A good reference leaves jitter to rule the budget, a poor one hides it.
    let bench = UncertaintyBudget.Bench(
      referencePercent: [0.002, 0.02, 0.05].randomElement(using: &random)!, stampNanoseconds: 50_000)
    var pulses = SimulatedMeterPulses(errorPercent: truth)
    pulses.referenceErrorPercent = random.normal(bench.referencePercent / 2)
    pulses.jitterNanoseconds = .random(in: 0...5_000_000, using: &random)
    pulses.referenceJitterNanoseconds = .random(in: 0...200_000, using: &random)
    pulses.stampNanoseconds = bench.stampNanoseconds
    let factor = [0.2, 1, 10].randomElement(using: &random)!
    let referencePulse = EnergyRatio(
      pulses: UInt32(subject.pulsesPerKilowattHour * factor) + 1, perKilowattHours: 1)!
    let stamps = pulses.stamps(
      watts: point.watts, meter: subject.pulseEnergy, reference: referencePulse,
      seconds: point.seconds * 1.3 + 20,
      random: &random)
    var comparison = PulseComparison(
      meterPulse: subject.pulseEnergy, referencePulse: referencePulse, startNanoseconds: 0)
    for stamp in stamps.reference { comparison.takeReference(stamp) }
    for stamp in stamps.meter where !comparison.isComplete(pulses: point.pulses, seconds: 30) {
      comparison.takeMeter(stamp)
    }
    let reading = try #require(comparison.reading(point: point.id, atSeconds: 0))
    return (truth, AccuracyResult(point, reading, subject, bench, plan.choice))
  }

  @Test("In at least 95 % of 1 000 runs the true error lies within the stated uncertainty", arguments: 0..<4)
  func coverage(_ block: UInt64) throws {
    var held = 0
    var widest = 0.0
    for seed in (block * Self.runs + 1)...((block + 1) * Self.runs) {
      let (truth, result) = try Self.run(seed)
      let percent = try #require(result.percent, "seed \(seed)")
      if abs(percent - truth) <= result.budget.expanded { held += 1 }
      widest = max(widest, result.budget.expanded)
      #expect(abs(percent - truth) <= 3 * result.budget.expanded, "seed \(seed): far outside its uncertainty")
    }
    print("accuracy coverage, block \(block): \(held) of \(Self.runs) runs, widest U \(widest) %")
    #expect(held >= 950)
    // An uncertainty that is always held is too wide to mean anything, and jitter of 5 ms over 30 s is 0.02 % at most.
    #expect(held < 1000 && widest < 0.1)
  }

  @Test("Every verdict of the runs follows the rule, and a wrong one stays within what k = 2 allows")
  func verdicts() throws {
    var wrong = 0
    var counts: [EvidenceVerdict: Int] = [:]
    for seed in 1...Self.runs {
      let (truth, result) = try Self.run(seed)
      let error = abs(try #require(result.percent))
      let u = result.budget.expanded
      for (check, limit) in zip(result.checks.filter { $0.name.hasPrefix("error") }, result.point.limits) {
        let expected: EvidenceVerdict =
          error + u <= limit.percent
          ? .pass : error - u > limit.percent ? (limit.rule.status == .advisory ? .warn : .fail) : .notProven
        // The numbers differ by rounding at the limit itself only.
        if abs(error + u - limit.percent) > 1e-6, abs(error - u - limit.percent) > 1e-6 {
          #expect(check.verdict == expected, "seed \(seed), \(check.source ?? "")")
        }
        counts[check.verdict, default: 0] += 1
        if check.verdict == .pass, abs(truth) > limit.percent { wrong += 1 }
        if check.verdict == .fail || check.verdict == .warn, abs(truth) <= limit.percent { wrong += 1 }
      }
    }
    print("accuracy verdicts: \(counts), wrong \(wrong)")
    #expect(wrong <= 25)
    for verdict in [EvidenceVerdict.pass, .warn, .fail, .notProven] {
      #expect(counts[verdict, default: 0] > 10)
    }
  }

  @Test("Counting without stamps: ±1 pulse is covered")
  func counting() throws {
    let subject = try AccuracySubject(
      .class1, .direct, .singlePhase, reference: "5", maximum: "80", nominal: "230", pulses: "1000")
    let bench = UncertaintyBudget.Bench(referencePercent: 0.001, stampNanoseconds: 0)
    var held = 0
    for seed in 1...Self.runs {
      var random = SimulationRandom(seed: seed)
      let truth = random.even(2)
      let pulses = SimulatedMeterPulses(errorPercent: truth)
      let seconds = Double.random(in: 40...400, using: &random)
      let stamps = pulses.stamps(
        watts: 2300, meter: subject.pulseEnergy, reference: subject.pulseEnergy, seconds: seconds + 20,
        random: &random)
      let start = Double.random(in: 0...10, using: &random) * 1e9
      var reading = AccuracyReading(point: "PF1-100", method: .counts)
      reading.pulses = Int64(
        stamps.meter.filter { Double($0) >= start && Double($0) < start + seconds * 1e9 }.count)
      reading.spanNanoseconds = Int64(seconds * 1e9)
      reading.referenceNanowattHours = Int64(2300 * seconds / 3600 * 1e9)
      let budget = UncertaintyBudget(reading, subject, bench)
      let error = Double(try #require(reading.error(subject))) / 1e7
      if abs(error - truth) <= budget.expanded { held += 1 }
    }
    #expect(held >= 950 && held < 1000)
  }
}
