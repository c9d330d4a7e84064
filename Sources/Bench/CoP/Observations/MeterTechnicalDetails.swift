import Foundation

/// Meter technical details as they are compared: of a file, or as read.
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

  /// Reads a JSON file; unknown keys are refused.
  public init(json data: Data) throws(CoPOptionError) {
    let known = [
      "serial", "outstation", "outstationType", "currentRatio", "voltageRatio", "multiplier", "channels",
      "hasPasswordLevel1",
    ]
    guard let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
      throw CoPOptionError(reason: "is no JSON object")
    }
    if let strange = object.keys.sorted().first(where: { !known.contains($0) }) {
      throw CoPOptionError(reason: "unknown key '\(strange)'; there are \(known.joined(separator: ", "))")
    }
    do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
      throw CoPOptionError(reason: "a value has the wrong type: \(error)")
    }
  }

  /// The details in the form that `init(json:)` reads. What the meter does not tell is left out.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
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

  /// Each detail that this one names: what, expected, found in `other`.
  func comparisons(_ other: MeterTechnicalDetails) -> [(name: String, expected: String, found: String?)] {
    func number(_ value: Double?) -> String? { value.map { "\($0)" } }
    func flag(_ value: Bool?) -> String? { value.map { $0 ? "yes" : "no" } }
    let all: [(String, String?, String?)] = [
      ("serial", serial, other.serial), ("outstation", outstation, other.outstation),
      ("outstation type", outstationType, other.outstationType),
      ("CT ratio", currentRatio, other.currentRatio), ("VT ratio", voltageRatio, other.voltageRatio),
      ("multiplier", number(multiplier), number(other.multiplier)),
      ("channels", channels?.joined(separator: " "), other.channels?.joined(separator: " ")),
      ("password of level 1", flag(hasPasswordLevel1), flag(other.hasPasswordLevel1)),
    ]
    return all.compactMap { name, expected, found in expected.map { (name, $0, found) } }
  }
}

/// An option that cannot be used.
public struct CoPOptionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var reason: String
  public var description: String { reason }
  /// Says what is wrong.
  public init(reason: String) { self.reason = reason }
}
