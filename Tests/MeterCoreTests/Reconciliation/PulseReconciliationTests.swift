import MeterCore
import Testing

/// A load with truncated register and pulses, exact in integers, and what went wrong on the way.
private struct Bench {
  /// Energy in 1/3 µWh, so that thirds of pulses are exact too.
  var thirds: Int64 = 0
  var missed: UInt64 = 0
  var extra: UInt64 = 0
  let registerMicrowattHours: Int64
  /// Pulses of the meter: numerator per denominator µWh, as the meter really makes them.
  let trueNumerator: Int64
  let trueDenominator: Int64

  var register: Int64 { thirds / 3 / registerMicrowattHours }
  var emitted: UInt64 { UInt64(thirds / 3 * trueDenominator / trueNumerator) }
  var pulses: UInt64 { emitted - missed + extra }
}

@Suite struct PulseReconciliationTests {
  struct Numbers {
    var state: UInt64
    mutating func below(_ bound: Int64) -> Int64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int64((z ^ (z >> 31)) >> 1) % bound
    }
  }

  private static let constants: [(UInt32, UInt32)] = [(1000, 1), (3200, 1), (2000, 3), (3333, 100), (100, 1)]
  private static let steps: [Int64] = [1_000_000, 100_000_000, 10_000_000]

  private func energy(_ constant: (UInt32, UInt32)) -> EnergyRatio {
    EnergyRatio(pulses: constant.0, perKilowattHours: constant.1)!
  }

  private func bench(_ seed: Int) -> (Bench, ReconciliationScale, Numbers) {
    let constant = Self.constants[seed % Self.constants.count]
    let step = Self.steps[seed / Self.constants.count % Self.steps.count]
    let pulse = energy(constant)
    return (
      Bench(
        registerMicrowattHours: step, trueNumerator: pulse.numerator,
        trueDenominator: Int64(pulse.denominator)),
      ReconciliationScale(registerMicrowattHours: step, pulse: pulse)!, Numbers(state: UInt64(seed))
    )
  }

  /// Whatever the load and the moments of reading, clean pulses agree always.
  @Test(arguments: 0..<300) func cleanPulsesAgree(seed: Int) {
    var (bench, scale, numbers) = bench(seed)
    bench.thirds = numbers.below(1_000_000_000_000)
    var compare = PulseReconciliation(scale)
    #expect(compare.take(register: bench.register, pulses: bench.pulses) == .began)
    for step in 0..<200 {
      bench.thirds += numbers.below(numbers.below(4) == 0 ? 5_000_000_000 : 60_000_000)
      #expect(
        compare.take(register: bench.register, pulses: bench.pulses) == .agrees, "seed \(seed) step \(step)")
    }
    #expect(compare.recoveredPulses == 0 && compare.falsePulses == 0)
  }

  /// Never more is booked than was missed, and in the end all but what truncation hides.
  @Test(arguments: 0..<300) func missedPulsesAreRecovered(seed: Int) {
    var (bench, scale, numbers) = bench(seed)
    var compare = PulseReconciliation(scale)
    _ = compare.take(register: bench.register, pulses: bench.pulses)
    let perStep =
      40 * (scale.registerMicrowattHours + scale.pulse.numerator / Int64(scale.pulse.denominator) + 1)
    for step in 0..<200 {
      let before = bench.emitted
      bench.thirds += 3 * (perStep + numbers.below(perStep))
      // After some clean readings: an outage in which most pulses of the step are lost.
      if step >= 8, numbers.below(12) == 0 {
        bench.missed += UInt64(numbers.below(Int64(bench.emitted - before) + 1))
      }
      let verdict = compare.take(register: bench.register, pulses: bench.pulses)
      switch verdict {
      case .agrees, .undecided, .missed: break
      default: Issue.record("seed \(seed) step \(step): \(verdict)")
      }
      #expect(compare.recoveredPulses <= bench.missed, "seed \(seed) step \(step)")
    }
    // Clean readings decide what was still open, but for differences of a few times what truncation hides.
    for _ in 0..<12 {
      bench.thirds += 3 * perStep
      _ = compare.take(register: bench.register, pulses: bench.pulses)
    }
    let pulse = scale.pulse.numerator / Int64(scale.pulse.denominator)
    let hidden = UInt64(6 * scale.registerMicrowattHours / max(pulse, 1) + 12)
    #expect(bench.missed - compare.recoveredPulses <= hidden, "seed \(seed)")
  }

  /// A wrong constant is told as such, and the right one with it; nothing is booked.
  @Test(arguments: 0..<200) func wrongConstant(seed: Int) {
    var (bench, scale, numbers) = bench(seed)
    // 1 % to 50 % off, in both directions.
    let thousandths = 10 + numbers.below(490)
    let factor = numbers.below(2) == 0 ? 1000 + thousandths : 1000 - thousandths
    bench = Bench(
      registerMicrowattHours: scale.registerMicrowattHours, trueNumerator: bench.trueNumerator * 1000,
      trueDenominator: bench.trueDenominator * factor)
    var compare = PulseReconciliation(scale)
    _ = compare.take(register: bench.register, pulses: bench.pulses)
    let perStep =
      30 * (scale.registerMicrowattHours + scale.pulse.numerator / Int64(scale.pulse.denominator) + 1)
    var last = ReconciliationVerdict.agrees
    for step in 0..<200 {
      bench.thirds += 3 * (perStep + numbers.below(perStep))
      last = compare.take(register: bench.register, pulses: bench.pulses)
      switch last {
      case .agrees, .undecided, .wrongConstant: break
      default: Issue.record("seed \(seed) step \(step) factor \(factor): \(last)")
      }
    }
    guard case .wrongConstant(let pulses, let microwattHours) = last else {
      Issue.record("seed \(seed) factor \(factor): \(last)")
      return
    }
    #expect(compare.recoveredPulses == 0 && compare.falsePulses == 0)
    // The pulses per energy that were told are the true ones within a thousandth.
    let told = Double(pulses) / Double(microwattHours)
    let truth = Double(bench.trueDenominator) / Double(bench.trueNumerator)
    #expect(abs(told / truth - 1) < 0.001, "seed \(seed)")
  }

  @Test(arguments: 0..<100) func falsePulsesAreTold(seed: Int) {
    var (bench, scale, numbers) = bench(seed)
    var compare = PulseReconciliation(scale)
    _ = compare.take(register: bench.register, pulses: bench.pulses)
    let pulse = scale.pulse.numerator / Int64(scale.pulse.denominator)
    let perStep = 40 * (scale.registerMicrowattHours + pulse + 1)
    for step in 0..<60 {
      bench.thirds += 3 * (perStep + numbers.below(perStep))
      if step == 30 { bench.extra += UInt64(50 + 50 * scale.registerMicrowattHours / max(pulse, 1)) }
      let verdict = compare.take(register: bench.register, pulses: bench.pulses)
      if case .wrongConstant = verdict { Issue.record("seed \(seed) step \(step): \(verdict)") }
      if case .missed = verdict { Issue.record("seed \(seed) step \(step): \(verdict)") }
    }
    #expect(compare.falsePulses > 0 && compare.falsePulses <= bench.extra, "seed \(seed)")
    #expect(compare.recoveredPulses == 0)
  }

  @Test func goingBackBeginsAnew() {
    var compare = PulseReconciliation(ReconciliationScale(registerScaler: 0, pulse: .wattHour)!)
    #expect(compare.take(register: 100, pulses: 7) == .began)
    #expect(compare.take(register: 90, pulses: 8) == .restarted)
    #expect(compare.take(register: 91, pulses: 3) == .restarted)
    #expect(compare.take(register: 92, pulses: 4) == .agrees)
    #expect(compare.take(register: Int64.max, pulses: 4) == .restarted)
  }

  @Test func slackExcusesTheAgeOfAReading() {
    var compare = PulseReconciliation(ReconciliationScale(registerScaler: 0, pulse: .wattHour)!)
    _ = compare.take(register: 0, pulses: 0)
    #expect(compare.take(register: 50, pulses: 0, slackMicrowattHours: 60_000_000) == .agrees)
    #expect(compare.take(register: 50, pulses: 0) != .agrees)
  }

  @Test func scales() {
    #expect(ReconciliationScale(registerScaler: 3, pulse: .wattHour)?.registerMicrowattHours == 1_000_000_000)
    #expect(ReconciliationScale(registerScaler: -6, pulse: .wattHour)?.registerMicrowattHours == 1)
    #expect(ReconciliationScale(registerScaler: 7, pulse: .wattHour) == nil)
    #expect(ReconciliationScale(registerMicrowattHours: 0, pulse: .wattHour) == nil)
  }
}
