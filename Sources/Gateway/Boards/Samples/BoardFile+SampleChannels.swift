import Yams

extension BoardFile {
  private static let channelKeys = [
    "input", "volts_per_count", "amperes_per_count", "reversed", "theta_microradians", "tau_nanoseconds",
  ]

  static func channels(
    _ samples: BoardSection, _ wiring: SampleWiring, _ inputs: SampleInputNames
  ) throws -> [BoardSampleChannel] {
    guard
      let map = try samples.section("channels", keys: SampleRole.allCases.map(\.rawValue))
    else { throw samples.error(at: "channels", "'samples' needs 'channels'") }
    let given = SampleRole.allCases.filter { map.node($0.rawValue) != nil }
    let roles = try roles(of: wiring, given: given, in: map, mayHaveNeutral: !inputs.isSimulated)
    var used: [Int: SampleRole] = [:]
    return try roles.enumerated().map { position, role in
      let name = "channel \(role.rawValue)"
      let section = try BoardSection(
        map.node(role.rawValue)!, file: samples.file, name: name, keys: channelKeys)
      let channel = try channel(section, role, inputs, position: position)
      if let other = used.updateValue(role, forKey: channel.input) {
        let sharesVoltage = wiring == .twinElement && role.isVoltage && other.isVoltage
        guard sharesVoltage else {
          throw section.error(
            at: "input", "input \(try section.text("input") ?? "") is already used by \(other.rawValue)")
        }
      }
      return channel
    }
  }

  /// The roles in the wiring's order, checked to be exactly what the wiring needs.
  private static func roles(
    of wiring: SampleWiring, given: [SampleRole], in map: BoardSection, mayHaveNeutral: Bool
  ) throws -> [SampleRole] {
    let hasNeutral = given.contains(.neutral)
    if hasNeutral, wiring == .threePhaseThreeWire || !mayHaveNeutral {
      throw map.error(
        at: "IN",
        wiring == .threePhaseThreeWire
          ? "'\(wiring.rawValue)' has no neutral: leave IN out" : "the simulated source has no IN")
    }
    let phases = Set(given).subtracting([.neutral])
    // A simulated source gives one voltage and one current an element.
    let sets = mayHaveNeutral ? wiring.roleSets : [wiring.roleSets[0]]
    for roles in sets where Set(roles) == phases { return hasNeutral ? roles + [.neutral] : roles }
    let needed = sets.map { $0.map(\.rawValue).joined(separator: " ") }.joined(separator: ", or ")
    let spare = given.first { $0 != .neutral && !sets.joined().contains($0) }
    throw map.error(
      at: spare?.rawValue ?? "", "'\(wiring.rawValue)' needs the channels \(needed)")
  }

  private static func channel(
    _ section: BoardSection, _ role: SampleRole, _ inputs: SampleInputNames, position: Int
  ) throws -> BoardSampleChannel {
    let (key, other) =
      role.isVoltage ? ("volts_per_count", "amperes_per_count") : ("amperes_per_count", "volts_per_count")
    guard section.node(other) == nil else {
      throw section.error(at: other, "'\(other)' is the wrong unit for \(role.rawValue); it needs '\(key)'")
    }
    guard let units = try section.ratio(key) else {
      throw section.error(at: key, "\(section.name) needs '\(key)'")
    }
    guard units.approximate >= 1e-12, units.approximate <= 1e6 else {
      throw section.error(at: key, "'\(key)' must be 1e-12 to 1e6")
    }
    var channel = BoardSampleChannel(
      role: role, input: try inputs.input(of: section, position: position), unitsPerCount: units)
    channel.isReversed = try section.choice("reversed", YesNo.self) == .yes
    if role.isVoltage {
      for key in ["theta_microradians", "tau_nanoseconds"] where section.node(key) != nil {
        throw section.error(at: key, "'\(key)' belongs to a current: the phase is that against its voltage")
      }
    }
    // 200 mrad is far beyond any transformer, 1 ms beyond any converter.
    channel.thetaMicroradians = Int32(
      try section.integer("theta_microradians", in: -200_000...200_000) ?? 0)
    channel.tauNanoseconds = Int32(try section.integer("tau_nanoseconds", in: -1_000_000...1_000_000) ?? 0)
    return channel
  }

  private enum YesNo: String, CaseIterable {
    case yes = "true"
    case no = "false"
  }
}
