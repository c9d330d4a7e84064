import Yams

/// The set-up sheet of a protocol approval test, as a YAML or JSON file gives it.
public struct ProtocolSheet: Codable, Equatable, Sendable {
  /// A piece of software and its version.
  public struct Software: Codable, Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its version.
    public var version: String
    /// Its modules with their versions.
    public var modules: [String]?
  }

  /// The three firmware versions of a meter.
  public struct Firmware: Codable, Equatable, Sendable {
    public var metrology: String
    public var application: String
    public var communications: String
  }

  /// Reference of the application.
  public var application: String
  /// The protocol testing agent.
  public var agent: String
  /// Its market participant id.
  public var mpid: String
  /// The protocol and its version.
  public var `protocol`: String
  public var protocolVersion: String
  /// Type code of the outstation, e.g. `PRO`.
  public var outstationType: String
  /// Serial numbers of the outstations.
  public var serials: [String]
  /// Firmware versions as they should be.
  public var firmware: Firmware
  /// Codes of the channels, in order.
  public var channels: [String]
  /// How the outstation is reached remotely.
  public var communications: String
  /// The collector's software.
  public var collector: Software
  /// The manufacturer's software.
  public var manufacturer: Software
  /// How the manufacturer's export is written; nil for columns named by their codes.
  public var export: ProtocolExportLayout?
  /// Steps that test something the equipment lacks.
  public var notFitted: [String]?

  /// Reads YAML or JSON; unknown keys and missing ones are refused.
  public init(parsing text: String) throws(CoPOptionError) {
    let known = [
      "application", "agent", "mpid", "protocol", "protocolVersion", "outstationType", "serials", "firmware",
      "channels", "communications", "collector", "manufacturer", "export", "notFitted",
    ]
    do {
      guard let keys = (try Yams.load(yaml: text) as? [String: Any])?.keys else {
        throw CoPOptionError(reason: "is no YAML or JSON object")
      }
      if let strange = keys.sorted().first(where: { !known.contains($0) }) {
        throw CoPOptionError(reason: "unknown key '\(strange)'; there are \(known.joined(separator: ", "))")
      }
      self = try YAMLDecoder().decode(Self.self, from: text)
    } catch let error as CoPOptionError {
      throw error
    } catch let DecodingError.keyNotFound(key, context) {
      let place = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      throw CoPOptionError(reason: "'\(place)' is missing")
    } catch let DecodingError.typeMismatch(_, context) {
      throw CoPOptionError(
        reason: "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has the wrong type")
    } catch { throw CoPOptionError(reason: "cannot be read: \(error)") }
    for step in notFitted ?? [] {
      guard ProtocolScript.steps(.cop5).contains(where: { $0.id == step && $0.isWhereFitted }) else {
        throw CoPOptionError(reason: "notFitted: '\(step)' is not one of DR4-2, DR4-3, DR4-5")
      }
    }
  }

  /// The lines of the sheet as they were given.
  var lines: [[String]] {
    func text(_ software: Software) -> String {
      ([software.name, software.version] + (software.modules ?? [])).joined(separator: ", ")
    }
    return [
      ["application", application], ["protocol testing agent", agent], ["market participant id", mpid],
      ["protocol", "\(self.protocol), \(protocolVersion)"], ["outstation type", outstationType],
      ["serials", serials.joined(separator: ", ")],
      [
        "firmware",
        "metrology \(firmware.metrology), application \(firmware.application), communications \(firmware.communications)",
      ], ["channels", channels.joined(separator: ", ")], ["remote communications", communications],
      ["collector's software", text(collector)], ["manufacturer's software", text(manufacturer)],
    ]
  }
}
