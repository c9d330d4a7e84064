import Foundation

/// Meter technical details: of a file, or as a meter tells them.
public struct MeterTechnicalDetails: Codable, Equatable, Sendable {
  /// Serial number.
  public var serial: String?
  /// Outstation ID.
  public var outstation: String?
  /// Outstation type code, e.g. `PRO`.
  public var outstationType: String?
  /// Ratios as `200/5`.
  public var currentRatio: String?
  public var voltageRatio: String?
  /// What a stored count stands for, in Wh: ten to the power of the scaler.
  public var multiplier: Double?
  /// Codes of the interval channels, in order.
  public var channels: [String]?
  /// True where level 1 has a password.
  public var hasPasswordLevel1: Bool?

  /// Nothing known.
  public init() {}

  /// Takes the channels and the multiplier of a profile: its energies of intervals (value group D 29).
  package mutating func take(_ columns: [ProfileColumn], _ scales: [ScalerUnit?]) {
    let intervals = columns.indices.filter { columns[$0].name[3] == 29 }
    channels = intervals.map { columns[$0].name.text }
    guard let first = intervals.first, let scale = scales[first] else { return }
    multiplier = pow(10, Double(scale.scaler))
  }

  /// The details in the form that `init(json:)` reads. What the meter does not tell is left out.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The details as a file of this name holds them, by its end: `.json` or `.csv`; nil for another.
  public func file(named name: String) throws -> Data? {
    if name.hasSuffix(".csv") { return Data(csv.utf8) }
    return name.hasSuffix(".json") ? try json() : nil
  }

  /// The details as lines of `field,value`, the channels as one line each. What the meter does not tell is left out. The
  /// fields are those of a D0268 that a meter can know itself; it is no D0268 file.
  public var csv: String {
    let rows: [(String, String?)] = [
      ("serial", serial), ("outstation", outstation), ("outstationType", outstationType),
      ("currentRatio", currentRatio), ("voltageRatio", voltageRatio),
      ("multiplier", multiplier.map { "\($0)" }),
      ("numberOfChannels", channels.map { "\($0.count)" }),
    ]
    var lines = ["field,value"]
    for (field, value) in rows { if let value { lines.append("\(field),\(Self.quoted(value))") } }
    for (index, channel) in (channels ?? []).enumerated() { lines.append("channel\(index + 1),\(channel)") }
    if let hasPasswordLevel1 { lines.append("hasPasswordLevel1,\(hasPasswordLevel1)") }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
