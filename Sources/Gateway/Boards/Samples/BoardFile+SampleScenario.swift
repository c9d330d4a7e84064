import SimulatedHAL
import Yams

extension BoardFile {
  private enum PhaseOrder: String, CaseIterable {
    case forward = "123"
    case reversed = "132"
  }

  static func scenario(_ section: BoardSection, of samples: BoardSamples) throws -> SampleScenario {
    let volts = Double(samples.nominalVoltageMillivolts) / 1000
    let isReversed = try section.choice("phase_order", PhaseOrder.self) == .reversed
    let plain = samples.wiring
    var scenario: SampleScenario
    switch plain {
    case .singlePhase: scenario = .singlePhase(volts: volts, amperes: 5)
    case .twinElement: scenario = .twinElement(volts: volts, amperes: 5, exportAmperes: 5)
    case .threePhaseFourWire:
      scenario = .threePhaseFourWire(volts: volts, amperes: 5, isReversed: isReversed)
    case .threePhaseThreeWire:
      scenario = .threePhaseThreeWire(volts: volts, amperes: 5, isReversed: isReversed)
    }
    if isReversed, plain == .singlePhase || plain == .twinElement {
      throw section.error(at: "phase_order", "'phase_order' is for three phases")
    }
    scenario.nominalFrequencyHertz = Double(samples.nominalFrequencyHertz)
    scenario.frequencyHertz =
      try section.number("frequency_hz", in: 40...70) ?? scenario.nominalFrequencyHertz
    scenario.noiseCounts = try section.number("noise_counts", in: 0...1_000_000) ?? 0
    scenario.offsetCounts = try section.number("offset_counts", in: -1_000_000...1_000_000) ?? 0
    scenario.seed = UInt64(try section.integer("seed", in: 0...1_000_000) ?? 1)
    scenario.currentLeadMicroradians =
      try section.number("current_lead_microradians", in: -200_000...200_000) ?? 0
    scenario.currentSkewNanoseconds =
      try section.number("current_skew_nanoseconds", in: -1_000_000...1_000_000) ?? 0
    if let rate = samples.setsPerSecond, let bits = samples.significantBits {
      scenario.setsPerSecondNumerator = UInt32(rate.numerator)
      scenario.setsPerSecondDenominator = UInt32(rate.denominator)
      scenario.significantBits = UInt8(bits)
    }
    for element in scenario.elements.indices {
      scenario.elements[element].voltsPerCount = samples.channels[2 * element].unitsPerCount.approximate
      scenario.elements[element].amperesPerCount =
        samples.channels[2 * element + 1].unitsPerCount.approximate
    }
    try readElements(section, into: &scenario)
    scenario.voltageHarmonics = try harmonics(section, "voltage_harmonics", scenario)
    scenario.currentHarmonics = try harmonics(section, "current_harmonics", scenario)
    scenario.changes = try changes(section, elements: scenario.elements.count)
    scenario.losses = try section.sections("losses", name: "loss", keys: ["index", "count"]).map { loss in
      try loss.require(["index", "count"])
      return SampleLoss(
        index: UInt64(try loss.integer("index", in: 1...Int(1 << 62)) ?? 1),
        count: UInt64(try loss.integer("count", in: 1...1_000_000_000) ?? 1))
    }
    return scenario
  }

  private static func readElements(_ section: BoardSection, into scenario: inout SampleScenario) throws {
    let elements = try section.sections(
      "elements", name: "element",
      keys: ["volts", "amperes", "current_lag_degrees", "load_shape", "load_peak_watts", "load_seed"])
    guard elements.isEmpty || elements.count == scenario.elements.count else {
      throw section.error(
        at: "elements", "this wiring has \(scenario.elements.count) elements, not \(elements.count)")
    }
    for (number, element) in elements.enumerated() {
      scenario.elements[number].volts =
        try element.number("volts", in: 0...1_000_000) ?? scenario.elements[number].volts
      scenario.elements[number].amperes =
        try element.number("amperes", in: 0...100_000) ?? scenario.elements[number].amperes
      if let lag = try element.number("current_lag_degrees", in: -360...360) {
        // Between lines the element's own angle is 30° off the phase's, which is what the file states.
        let offset = scenario.elements[number].currentLagDegrees
        let isBetweenLines = scenario.elements.count == 2 && scenario.elements[0].voltageDegrees != 0
        scenario.elements[number].currentLagDegrees = lag + (isBetweenLines ? offset : 0)
      }
      guard let shape = try element.choice("load_shape", LoadShape.Kind.self) else {
        for key in ["load_peak_watts", "load_seed"] where element.node(key) != nil {
          throw element.error(at: key, "'\(key)' needs 'load_shape'")
        }
        continue
      }
      guard element.node("amperes") == nil else {
        throw element.error(at: "amperes", "an element has either 'amperes' or 'load_shape'")
      }
      scenario.elements[number].load = LoadShape(
        shape, peakWatts: try element.number("load_peak_watts", in: 1...1_000_000) ?? 5000,
        seed: UInt64(try element.integer("load_seed", in: 0...1_000_000) ?? 1))
    }
  }

  private static func harmonics(
    _ section: BoardSection, _ key: String, _ scenario: SampleScenario
  ) throws -> [SampleHarmonic] {
    try section.sections(key, name: "harmonic", keys: ["order", "percent", "degrees"]).map { harmonic in
      try harmonic.require(["order", "percent"])
      let order = try harmonic.integer("order", in: 2...100) ?? 2
      let percent = try harmonic.number("percent", in: 0...1000) ?? 0
      guard scenario.generates(order: order) else {
        throw harmonic.error(
          at: "order", "harmonic \(order) is beyond 0.45 of the sample rate: an anti-alias filter removes it")
      }
      return SampleHarmonic(
        order: order, fraction: percent / 100,
        degrees: try harmonic.number("degrees", in: -360...360) ?? 0)
    }
  }

  private static func changes(_ section: BoardSection, elements: Int) throws -> [SampleChange] {
    let keys = ["of", "element", "at_s", "for_s", "to_percent"]
    return try section.sections("changes", name: "change", keys: keys).map { change in
      try change.require(["of", "at_s", "to_percent"])
      let quantity = try change.choice("of", SampleChange.Quantity.self) ?? .voltage
      let start = try change.number("at_s", in: 0...1e9) ?? 0
      let percent = try change.number("to_percent", in: 0...1000) ?? 100
      let element = try change.integer("element", in: 1...elements)
      return SampleChange(
        quantity, element: element.map { $0 - 1 }, startSeconds: start,
        durationSeconds: try change.number("for_s", in: (2 * SampleChange.edgeSeconds)...1e9) ?? .infinity,
        factor: percent / 100)
    }
  }
}
