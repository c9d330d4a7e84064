import HAL
import LinuxHAL
import MeterCore
import SimulatedHAL
import Yams

extension BoardFile {
  private static let keys = [
    "source", "sample_rate_hz", "significant_bits", "wiring", "summation", "nominal_frequency_hz",
    "nominal_voltage_volts", "accuracy_class", "reference_current_amperes", "maximum_current_amperes",
    "start_current_amperes", "channels", "no_load", "test_pulse", "demand", "calibration_key",
  ]

  static func samples(_ root: BoardSection, ports: [BoardSerialPort]) throws -> BoardSamples? {
    guard let section = try root.section("samples", keys: keys) else { return nil }
    guard let wiring = try section.choice("wiring", SampleWiring.self) else {
      throw section.error(at: "wiring", "'samples' needs 'wiring'")
    }
    try section.require(["nominal_voltage_volts", "reference_current_amperes", "channels"])
    guard let sourceNode = section.node("source") else {
      throw section.error(at: "source", "'samples' needs 'source'")
    }
    let source = try SampleSourceSection(sourceNode, file: root.file)
    let voltage = try thousandths(section, "nominal_voltage_volts", in: 1...1_000_000) ?? 0
    let current = try thousandths(section, "reference_current_amperes", in: 0.001...100_000) ?? 0
    let frequency = try section.integer("nominal_frequency_hz", in: 50...60) ?? 50
    guard frequency == 50 || frequency == 60 else {
      throw section.error(at: "nominal_frequency_hz", "'nominal_frequency_hz' must be 50 or 60")
    }
    let inputs = try SampleInputNames(source)
    let channels = try channels(section, wiring, inputs)
    let accuracy = try section.choice("accuracy_class", AccuracyClass.self) ?? .class1
    var samples = BoardSamples(
      origin: .simulated(SampleScenario(elements: [])),
      inputCount: inputs.count(of: channels),
      setsPerSecond: try rate(section, source), significantBits: try bits(section, source), wiring: wiring,
      channels: channels, nominalVoltageMillivolts: voltage, referenceCurrentMilliamperes: current,
      startCurrentMicroamperes: current * Int(accuracy.startCurrentPerMille),
      startCurrentClause: accuracy.startCurrentClause)
    samples.accuracyClass = accuracy
    samples.nominalFrequencyHertz = frequency
    samples.summation = try section.choice("summation", SampleSummation.self) ?? .vector
    if wiring == .threePhaseThreeWire && samples.summation == .magnitude {
      throw section.error(
        at: "summation",
        "'magnitude' has no meaning without a neutral: only the sum of the elements has a sign")
    }
    samples.maximumCurrentMilliamperes = try thousandths(
      section, "maximum_current_amperes", in: 0.001...100_000)
    if let maximum = samples.maximumCurrentMilliamperes, maximum < current {
      throw section.error(
        at: "maximum_current_amperes",
        "'maximum_current_amperes' must not be below 'reference_current_amperes'")
    }
    if let start = try millionths(section, "start_current_amperes") {
      guard start < current * 1000 else {
        throw section.error(
          at: "start_current_amperes", "'start_current_amperes' must be below 'reference_current_amperes'")
      }
      samples.startCurrentMicroamperes = start
      samples.startCurrentClause = "board file"
    }
    if let key = try section.text("calibration_key") {
      guard Hex.bytes(key)?.count == 32 else {
        throw section.error(
          at: "calibration_key",
          "'calibration_key' must be 64 lower-case hexadecimal digits, as 'meter calibrate --new-key' prints them"
        )
      }
      samples.calibrationKey = key
    }
    try readNoLoad(section, into: &samples)
    try readTestPulse(section, into: &samples)
    try readDemand(section, into: &samples)
    samples.origin = try origin(source, of: samples, inputs: inputs, ports: ports)
    return samples
  }

  /// The rate, exact; WAV files state their own.
  private static func rate(_ section: BoardSection, _ source: SampleSourceSection) throws -> ExactRatio? {
    guard let rate = try section.ratio("sample_rate_hz") else {
      if source.statesItsRate { return nil }
      throw section.error(at: "sample_rate_hz", "'samples' needs 'sample_rate_hz' for this source")
    }
    guard !source.statesItsRate else {
      throw section.error(at: "sample_rate_hz", "a WAV file states its own rate: leave 'sample_rate_hz' out")
    }
    guard rate.approximate >= 1000, rate.approximate <= 100_000, rate.numerator <= UInt32.max,
      rate.denominator <= UInt32.max
    else { throw section.error(at: "sample_rate_hz", "'sample_rate_hz' must be 1000 to 100000") }
    return rate
  }

  private static func bits(_ section: BoardSection, _ source: SampleSourceSection) throws -> Int? {
    let bits = try section.integer("significant_bits", in: 8...24)
    if bits == nil, !source.statesItsBits {
      throw section.error(at: "significant_bits", "'samples' needs 'significant_bits' for this source")
    }
    if bits != nil, source.type == .iio {
      throw section.error(
        at: "significant_bits", "the kernel states the bits of its channels: leave 'significant_bits' out")
    }
    return bits
  }

  private static func readNoLoad(_ section: BoardSection, into samples: inout BoardSamples) throws {
    guard let noLoad = try section.section("no_load", keys: ["start_percent", "stop_percent"]) else { return }
    samples.noLoadStartPercent = try noLoad.integer("start_percent", in: 2...100) ?? 80
    samples.noLoadStopPercent = try noLoad.integer("stop_percent", in: 1...99) ?? 40
    guard samples.noLoadStopPercent < samples.noLoadStartPercent else {
      throw noLoad.error(at: "stop_percent", "'stop_percent' must be below 'start_percent'")
    }
  }

  private enum Polarity: String, CaseIterable { case high, low }

  private static func readTestPulse(_ section: BoardSection, into samples: inout BoardSamples) throws {
    let keys = ["imp_per_kilowatt_hour", "width_ms", "output"]
    guard let pulse = try section.section("test_pulse", keys: keys) else { return }
    let text = try pulse.requiredText("imp_per_kilowatt_hour")
    guard let energy = PulseConstant.energy(parsing: text) else {
      throw pulse.error(
        at: "imp_per_kilowatt_hour",
        "'imp_per_kilowatt_hour' must be a positive constant like 1000, 33.33 or 2000/3, not '\(text)'")
    }
    let width = try pulse.integer("width_ms", in: 1...500) ?? 30
    var output: GPIOLine?
    if let line = try pulse.section("output", keys: ["chip", "line", "active"]) {
      output = GPIOLine(
        chip: try line.requiredText("chip"), line: try line.requiredText("line"),
        isActiveLow: try line.choice("active", Polarity.self) == .low, bias: .asIs)
    }
    if let maximum = samples.maximumCurrentMilliamperes {
      // Pulse and pause of the same width: the fastest pulse the output can show.
      let watts =
        Double(maximum) / 1000 * Double(samples.nominalVoltageMillivolts) / 1000
        * (samples.wiring == .threePhaseThreeWire
          ? 3.0.squareRoot() : Double(samples.wiring.elementCount))
      let pulsesPerSecond = watts / 3.6e6 * PulseConstant.perKilowattHour(energy)
      guard pulsesPerSecond * Double(2 * width) <= 1000 else {
        throw pulse.error(
          at: "width_ms",
          "\(width) ms pulses are too slow for 'maximum_current_amperes': it gives "
            + "\(Int(pulsesPerSecond.rounded(.up))) pulses a second, and at most \(500 / width) fit")
      }
    }
    samples.testPulse = BoardTestPulse(pulseEnergy: energy, widthMilliseconds: width, output: output)
  }

  private static func readDemand(_ section: BoardSection, into samples: inout BoardSamples) throws {
    let keys = ["method", "period_minutes", "step_minutes"]
    guard let demand = try section.section("demand", keys: keys) else { return }
    var result = BoardDemand()
    result.method = try demand.choice("method", BoardDemand.Method.self) ?? .block
    result.periodMinutes = try demand.integer("period_minutes", in: 1...60) ?? 30
    guard 60 % result.periodMinutes == 0 else {
      throw demand.error(at: "period_minutes", "'period_minutes' must divide the hour")
    }
    let step = try demand.integer("step_minutes", in: 1...60)
    switch result.method {
    case .block:
      guard step == nil else {
        throw demand.error(at: "step_minutes", "'step_minutes' is for 'method: sliding'")
      }
      result.stepMinutes = result.periodMinutes
    case .sliding:
      guard let step, step < result.periodMinutes, result.periodMinutes % step == 0 else {
        throw demand.error(
          at: "step_minutes", "'method: sliding' needs 'step_minutes', a part of 'period_minutes'")
      }
      guard result.periodMinutes / step <= DemandRules.maximumSubintervals else {
        throw demand.error(
          at: "step_minutes", "'step_minutes' must be at least a sixth of 'period_minutes'")
      }
      result.stepMinutes = step
    }
    samples.demand = result
  }

  /// A decimal in thousandths; finer digits are refused.
  static func thousandths(
    _ section: BoardSection, _ key: String, in range: ClosedRange<Double>
  ) throws -> Int? {
    guard let ratio = try section.ratio(key) else { return nil }
    guard range.contains(ratio.approximate) else {
      throw section.error(
        at: key, "'\(key)' must be \(range.lowerBound) to \(range.upperBound), not \(ratio.approximate)")
    }
    guard let whole = ratio.times(1000)?.whole else {
      throw section.error(at: key, "'\(key)' must have at most 3 decimals")
    }
    return Int(whole)
  }

  private static func millionths(_ section: BoardSection, _ key: String) throws -> Int? {
    guard let ratio = try section.ratio(key) else { return nil }
    guard ratio.approximate <= 100_000, let whole = ratio.times(1_000_000)?.whole else {
      throw section.error(at: key, "'\(key)' must be at most 100000 with at most 6 decimals")
    }
    return Int(whole)
  }
}
