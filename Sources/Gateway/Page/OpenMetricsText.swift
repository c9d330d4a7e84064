import MeterCore

/// A snapshot as OpenMetrics text: counters in base units, exact decimals.
enum OpenMetricsText {
  /// The whole document, `# EOF` included.
  static func render(_ snapshot: MeterSnapshot) -> String {
    var text = ""
    func family(
      _ name: String, _ type: String, unit: String? = nil, _ help: String, _ samples: [(String, String)]
    ) {
      guard !samples.isEmpty else { return }
      text += "# TYPE \(name) \(type)\n"
      if let unit { text += "# UNIT \(name) \(unit)\n" }
      text += "# HELP \(name) \(help)\n"
      for (labels, value) in samples {
        text += "\(name)\(type == "counter" ? "_total" : "")\(labels) \(value)\n"
      }
    }
    let channels = snapshot.channels.map { channel in
      (
        channel,
        "{channel=\"\(escaped(channel.name))\",quantity=\"\(channel.quantity.name)\",element=\"\(channel.element)\"}"
      )
    }
    func energies(
      where isIncluded: (Quantity) -> Bool, _ value: (Int64) -> String
    ) -> [(String, String)] {
      channels.filter { isIncluded($0.0.quantity) }.map { ($0.1, value($0.0.register.microwattHours)) }
    }
    family(
      "meter_energy_joules", "counter", unit: "joules", "Cumulative active energy.",
      energies(where: { !$0.isReactive && !$0.isApparent }, joules))
    family(
      "meter_reactive_energy_varhours", "counter", unit: "varhours", "Cumulative reactive energy.",
      energies(where: \.isReactive) { decimal(Int128($0), places: 6) })
    family(
      "meter_apparent_energy_voltamperehours", "counter", unit: "voltamperehours",
      "Cumulative apparent energy.",
      energies(where: \.isApparent) { decimal(Int128($0), places: 6) })
    family(
      "meter_power_watts", "gauge", unit: "watts", "Power now (W, var or VA by quantity).",
      channels.compactMap { channel, labels in
        channel.power.map { (labels, decimal(Int128($0.milliwatts), places: 3)) }
      })
    family(
      "meter_lost_edges", "counter", "Edges the kernel dropped: counted, never booked.",
      channels.map { ($0.1, "\($0.0.counters.lostEdges)") })
    family(
      "meter_rejected_pulses", "counter", "Runs of edges too short for a pulse.",
      channels.map { ($0.1, "\($0.0.counters.rejected)") })
    family(
      "meter_clock_synchronised", "gauge", "1 while the time comes from a disciplined source.",
      [("", snapshot.clockQuality == .synchronised ? "1" : "0")])
    family(
      "meter_store_working", "gauge", "1 while the store takes what is counted.",
      [("", snapshot.storageFailure == nil ? "1" : "0")])
    family("meter_profile_rows", "gauge", "Rows that can be read.", [("", "\(snapshot.rowIDs.count)")])
    return text + "# EOF\n"
  }

  /// 1 µWh is 3.6 mJ exactly.
  static func joules(_ microwattHours: Int64) -> String { decimal(Int128(microwattHours) * 36, places: 4) }

  static func decimal(_ value: Int128, places: Int) -> String {
    var digits = String(value.magnitude)
    if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
    let point = digits.index(digits.endIndex, offsetBy: -places)
    return (value < 0 ? "-" : "") + digits[..<point] + "." + digits[point...]
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
  }
}
