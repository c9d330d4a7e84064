import LinuxHAL
import MeterCore
import SimulatedHAL
import Yams

extension BoardFile {
  private enum QuantityName: String, CaseIterable {
    case activeImport = "active_import"
    case activeExport = "active_export"
    case reactiveImport = "reactive_import"
    case reactiveExport = "reactive_export"

    var quantity: Quantity {
      switch self {
      case .activeImport: .activeImport
      case .activeExport: .activeExport
      case .reactiveImport: .reactiveImport
      case .reactiveExport: .reactiveExport
      }
    }
  }

  private enum InputType: String, CaseIterable { case gpio, simulated }
  private enum Polarity: String, CaseIterable { case high, low }

  static func channels(_ root: BoardSection) throws -> [BoardChannel] {
    let sections = try root.sections(
      "channels", name: "channel",
      keys: [
        "name", "quantity", "element", "pulses_per_kilowatt_hour", "pulses_per_kilovar_hour", "mpan",
        "filter_ms", "shortest_pulse_ms", "longest_pulse_ms", "largest_power_kilowatts", "input",
      ])
    guard !sections.isEmpty else {
      throw root.error(at: "channels", "the board needs at least one channel, or 'samples'")
    }
    guard sections.count <= Board.channelCapacity else {
      throw root.error(
        at: "channels", "a board has at most \(Board.channelCapacity) channels, this one \(sections.count)")
    }
    var names: Set<String> = []
    var lines: [String: String] = [:]
    var isSimulated: Bool?
    return try sections.map { section in
      let channel = try channel(section)
      guard names.insert(channel.name).inserted else {
        throw section.error(at: "name", "the name '\(channel.name)' is used twice")
      }
      let simulated = channel.simulatedLine != nil
      guard isSimulated ?? simulated == simulated else {
        throw section.error(at: "input", "simulated and real inputs cannot be mixed on one board")
      }
      isSimulated = simulated
      if let line = channel.gpioLine {
        if let other = lines.updateValue(channel.name, forKey: "\(line.chip) \(line.line)") {
          throw section.error(
            at: "input", "line \(line.line) of chip \(line.chip) is already used by channel '\(other)'")
        }
      }
      return channel
    }
  }

  private static func channel(_ section: BoardSection) throws -> BoardChannel {
    let name = try section.requiredText("name")
    guard name.count <= 24,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
    else {
      throw section.error(at: "name", "'name' must be 1 to 24 letters, digits, - or _ (ASCII)")
    }
    guard let quantity = try section.choice("quantity", QuantityName.self)?.quantity else {
      throw section.error(at: "quantity", "\(section.name) needs 'quantity'")
    }
    let energy = try pulseEnergy(section, quantity)
    let rules = try rules(section, energy)
    guard let inputNode = section.node("input") else {
      throw section.error(at: "input", "\(section.name) needs 'input'")
    }
    let mpan = try section.text("mpan")
    if let mpan, mpan.count != 13 || !mpan.allSatisfy(\.isNumber) {
      throw section.error(at: "mpan", "'mpan' must be the 13 digits of the MPAN core")
    }
    return BoardChannel(
      name: name,
      configuration: PulseChannelConfiguration(
        quantity: quantity, element: UInt8(try section.integer("element", in: 1...4) ?? 1),
        pulseEnergy: energy, rules: rules),
      mpan: mpan, input: try input(inputNode, section, energy))
  }

  private static func pulseEnergy(_ section: BoardSection, _ quantity: Quantity) throws -> EnergyRatio {
    let key = quantity.isReactive ? "pulses_per_kilovar_hour" : "pulses_per_kilowatt_hour"
    let other = quantity.isReactive ? "pulses_per_kilowatt_hour" : "pulses_per_kilovar_hour"
    guard section.node(other) == nil else {
      throw section.error(
        at: other, "'\(other)' is the wrong unit for this quantity; it needs '\(key)'")
    }
    let text = try section.requiredText(key)
    guard let energy = PulseConstant.energy(parsing: text) else {
      throw section.error(
        at: key, "'\(key)' must be a positive constant like 1000, 33.33 or 2000/3, not '\(text)'")
    }
    return energy
  }

  private static func rules(_ section: BoardSection, _ energy: EnergyRatio) throws -> PulseRules {
    var rules = PulseRules.pulseOutput
    if let filter = try section.integer("filter_ms", in: 1...500) {
      rules.filterNanoseconds = Int64(filter) * 1_000_000
    }
    if let shortest = try section.integer("shortest_pulse_ms", in: 1...10_000) {
      rules.shortestActiveNanoseconds = Int64(shortest) * 1_000_000
    }
    if let longest = try section.integer("longest_pulse_ms", in: 1...600_000) {
      rules.longestActiveNanoseconds = Int64(longest) * 1_000_000
    }
    guard rules.filterNanoseconds < rules.shortestActiveNanoseconds else {
      throw section.error(
        at: "filter_ms",
        "'filter_ms' (\(rules.filterNanoseconds / 1_000_000)) must be less than 'shortest_pulse_ms' "
          + "(\(rules.shortestActiveNanoseconds / 1_000_000)), or real pulses are filtered out")
    }
    guard rules.shortestActiveNanoseconds < rules.longestActiveNanoseconds else {
      throw section.error(
        at: "longest_pulse_ms", "'longest_pulse_ms' must be more than 'shortest_pulse_ms'")
    }
    if let kilowatts = try section.number("largest_power_kilowatts", in: 0.001...1_000_000) {
      rules.shortestIntervalNanoseconds = Int64(
        3.6e12 / (kilowatts * PulseConstant.perKilowattHour(energy)))
    }
    return rules
  }

  /// A line of a GPIO chip: `chip`, `line`, `active`, `bias`.
  static func line(_ section: BoardSection) throws -> GPIOLine {
    GPIOLine(
      chip: try section.requiredText("chip"), line: try section.requiredText("line"),
      isActiveLow: try section.choice("active", Polarity.self) == .low,
      bias: try section.choice("bias", GPIOLine.Bias.self) ?? .asIs)
  }

  private static func input(
    _ node: Node, _ channel: BoardSection, _ energy: EnergyRatio
  ) throws -> BoardChannel.Input {
    let name = "the input of \(channel.name)"
    let all = ["type", "chip", "line", "active", "bias", "shape", "peak_watts", "seed"]
    let any = try BoardSection(node, file: channel.file, name: name, keys: all)
    guard let type = try any.choice("type", InputType.self) else {
      throw any.error(at: "type", "\(name) needs 'type: gpio' or 'type: simulated'")
    }
    switch type {
    case .gpio:
      let input = try BoardSection(
        node, file: channel.file, name: name, keys: ["type", "chip", "line", "active", "bias"])
      return .gpio(try line(input))
    case .simulated:
      let input = try BoardSection(
        node, file: channel.file, name: name, keys: ["type", "shape", "peak_watts", "seed"])
      let load = LoadShape(
        try input.choice("shape", LoadShape.Kind.self) ?? .household,
        peakWatts: try input.number("peak_watts", in: 1...1_000_000) ?? 5000,
        seed: UInt64(try input.integer("seed", in: 0...1_000_000) ?? 1))
      return .simulated(
        SimulatedPulseInput.Line(
          load: load, pulsesPerKilowattHour: PulseConstant.perKilowattHour(energy)))
    }
  }
}
