import Foundation
import Instation

extension MeterTechnicalDetails {
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
