import COSEM
import Foundation
import HAL
import Instation
import Yams

/// A list of meters to be read together, as YAML.
public struct CollectionFile: Sendable {
  /// The meters.
  public var meters: [CollectedMeter]
  /// Where to keep what is read, where the file says so.
  public var archive: String?

  static let meterKeys = [
    "name", "target", "driver", "framing", "client", "server", "physical_address", "address_octets",
    "password_file", "keys_file", "baud", "device_address", "sign_on_baud", "highest_baud", "settle_ms",
    "software_parity", "echo", "information", "window", "pdu", "general_blocks", "patience_ms", "retries",
    "pause_ms", "local_offset_minutes", "days", "profiles", "period_s", "clock", "registers", "events",
    "addresses",
  ]

  /// Reads the file at `path`. Names of other files in it are relative to its folder.
  public init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BoardFileError(file: path, line: 0, column: 0, reason: "cannot be read; check the name")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try self.init(parsing: String(decoding: data, as: UTF8.self), file: path, folder: folder)
  }

  /// Reads the text of a file.
  public init(parsing text: String, file: String, folder: String) throws {
    let root: Node
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw BoardFileError(file: file, line: 0, column: 0, reason: "the file is empty")
      }
      root = node
    } catch let error as YamlError {
      throw BoardFileError(file: file, line: 0, column: 0, reason: "\(error)")
    }
    let top = try BoardSection(
      root, file: file, name: "the file", keys: ["version", "archive", "defaults", "meters"])
    guard try top.integer("version", in: 1...1) != nil else {
      throw top.error(at: "version", "the file needs 'version: 1'")
    }
    archive = try top.text("archive").map { Self.path($0, folder) }
    let defaults = try top.node("defaults").map {
      try BoardSection($0, file: file, name: "defaults", keys: Self.meterKeys.filter { $0 != "name" })
    }
    guard case .sequence(let nodes)? = top.node("meters"), !nodes.isEmpty else {
      throw top.error(at: "meters", "'meters' must be a list of meters")
    }
    meters = []
    for (index, node) in nodes.enumerated() {
      let section = try BoardSection(node, file: file, name: "meter \(index + 1)", keys: Self.meterKeys)
      let meter = try Self.meter(section, defaults, folder)
      guard !meters.contains(where: { $0.name == meter.name }) else {
        throw section.error(at: "name", "two meters are called '\(meter.name)'")
      }
      meters.append(meter)
    }
  }

  private static func path(_ text: String, _ folder: String) -> String {
    text.hasPrefix("/") || folder.isEmpty ? text : folder + "/" + text
  }

  private static func meter(
    _ section: BoardSection, _ defaults: BoardSection?, _ folder: String
  ) throws -> CollectedMeter {
    func text(_ key: String) throws -> String? { try section.text(key) ?? defaults?.text(key) }
    func integer(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
      try section.integer(key, in: range) ?? defaults?.integer(key, in: range)
    }
    func flag(_ key: String, _ otherwise: Bool) throws -> Bool {
      guard let word = try text(key) else { return otherwise }
      switch word {
      case "true", "yes": return true
      case "false", "no": return false
      default: throw section.error(at: key, "'\(key)' must be true or false, not '\(word)'")
      }
    }
    let name = try section.requiredText("name")
    guard let target = MeterTarget(try text("target") ?? "") else {
      throw section.error(
        at: "target", "\(name) needs a target: tcp:host:port, serial:/dev/… or optical:/dev/…")
    }
    var place = MeterInstallation(target)
    if let word = try text("framing") {
      guard let framing = MeterInstallation.Framing(rawValue: word) else {
        throw section.error(at: "framing", "'framing' must be wrapper or hdlc")
      }
      place.framing = framing
    }
    place.client = try integer("client", 1...65_535).map { UInt16($0) }
    place.server = UInt16(try integer("server", 1...65_535) ?? 1)
    place.physical = try integer("physical_address", 0...16_383).map { UInt16($0) }
    place.addressOctets = try integer("address_octets", 1...4)
    place.baud = UInt32(try integer("baud", 50...921_600) ?? 9600)
    place.deviceAddress = try text("device_address") ?? ""
    place.signOnBaud = UInt32(try integer("sign_on_baud", 50...115_200) ?? 300)
    place.highestBaud = UInt32(try integer("highest_baud", 300...115_200) ?? 19_200)
    place.settleMilliseconds = try integer("settle_ms", 0...5000) ?? 0
    place.rules.hasSoftwareParity = try flag("software_parity", false)
    place.rules.hasEcho = try flag("echo", false)
    place.information = UInt16(try integer("information", 32...2030) ?? 2030)
    place.window = UInt8(try integer("window", 1...7) ?? 7)
    place.longestMessage = UInt16(try integer("pdu", 64...65_535) ?? 65_535)
    place.generalBlockWindow = UInt8(try integer("general_blocks", 0...63) ?? 8)
    place.patienceMilliseconds = try integer("patience_ms", 100...600_000) ?? 5000
    place.retries = try integer("retries", 0...20) ?? 3
    place.pauseMilliseconds = try integer("pause_ms", 0...60_000) ?? 0
    place.localOffsetMinutes = try integer("local_offset_minutes", -1440...1440) ?? 0
    if let file = try text("keys_file") {
      place.credentials = .gmac(try SecretFile.keys(path(file, folder)))
    } else if let file = try text("password_file") {
      place.credentials = .password(try SecretFile.password(path(file, folder)))
    }
    let driver = try text("driver") ?? ReadingDriver.genericCOSEM.name
    let way: CollectedMeter.Way
    if driver == FlagReader.name {
      let addresses = try text("addresses")?.split(separator: " ").map(String.init)
      way = .flag(addresses.map { .programming(addresses: $0) } ?? .readout)
    } else if let known = ReadingDriver.named(driver) {
      way = .cosem(known)
    } else {
      let names = (ReadingDriver.all.map(\.name) + [FlagReader.name]).joined(separator: ", ")
      throw section.error(at: "driver", "unknown driver '\(driver)'; there are \(names)")
    }
    var request = ReadRequest()
    request.clock = try flag("clock", true)
    request.registers = try flag("registers", true)
    request.events = try flag("events", false)
    if let days = try integer("days", 1...4000) {
      let names = try (text("profiles") ?? "").split(separator: " ").map { word in
        guard let name = OBIS(String(word)) else {
          throw section.error(at: "profiles", "'\(word)' is no code of six groups, e.g. 1.0.99.1.0.255")
        }
        return name
      }
      request.profile = ReadRequest.ProfileWish(
        names: names, .lastDays(days), periodSeconds: try integer("period_s", 1...86_400).map { Int64($0) })
    }
    return CollectedMeter(name: name, installation: place, way: way, request: request)
  }
}
