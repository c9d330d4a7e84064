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
