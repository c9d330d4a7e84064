import Foundation
import HAL
import LinuxHAL
import MeterCore
import SimulatedHAL
import Yams

/// Reads board files (YAML, `boards/schema.json`). Everything it refuses has a file, line, column and reason.
public enum BoardFile {
  /// Reads the board at `path`.
  public static func load(_ path: String) throws -> Board {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw BoardFileError(
        file: path, line: 0, column: 0, reason: "cannot be read: \((error as NSError).localizedDescription)")
    }
    return try parse(text, file: path)
  }

  /// Reads a board from text; `file` is for messages.
  public static func parse(_ text: String, file: String) throws -> Board {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw syntaxError(error, file: file)
    }
    guard let node else {
      throw BoardFileError(file: file, line: 1, column: 1, reason: "the file is empty")
    }
    let root = try BoardSection(
      node, file: file, name: "the board",
      keys: [
        "version", "name", "description", "channels", "profile", "events", "storage", "clock", "simulation",
        "serial_ports", "samples", "outstation", "collection",
      ])
    guard let version = try root.integer("version", in: 1...999) else {
      throw root.error(at: "version", "the board needs 'version: \(Board.formatVersion)'")
    }
    guard version == Board.formatVersion else {
      throw root.error(
        at: "version", "version \(version) is not known; this program reads version \(Board.formatVersion)")
    }
    let name = try root.requiredText("name")
    guard isPlain(name) else {
      throw root.error(
        at: "name", "'name' must be 1 to 40 letters, digits, - or _ (ASCII): it also names the data folder")
    }
    if root.node("samples") != nil, root.node("channels") != nil {
      throw root.error(
        at: "samples", "a board is one meter: it has either pulse 'channels' or 'samples', not both")
    }
    var board = Board(
      name: name, description: try root.text("description") ?? "",
      channels: root.node("samples") == nil ? try channels(root) : [])
    board.serialPorts = try serialPorts(root)
    board.samples = try samples(root, ports: board.serialPorts)
    try readStores(root, into: &board)
    try readClock(root, into: &board)
    board.outstation = try outstation(root, of: board)
    board.collection = try collection(root, of: board)
    return board
  }

  private static func isPlain(_ name: String) -> Bool {
    name.count <= 40
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }

  package static func syntaxError(_ error: YamlError, file: String) -> BoardFileError {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let detail = [problem, context?.text].compactMap { $0 }.joined(separator: " ")
      return BoardFileError(file: file, line: mark.line, column: mark.column, reason: detail)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.joined(separator: ", ")
      return BoardFileError(
        file: file, line: context.mark.line, column: context.mark.column,
        reason: "duplicate key '\(keys)'")
    default:
      return BoardFileError(file: file, line: 0, column: 0, reason: "\(error)")
    }
  }

  private static func readStores(_ root: BoardSection, into board: inout Board) throws {
    if let profile = try root.section("profile", keys: ["period_minutes", "days"]) {
      if let minutes = try profile.integer("period_minutes", in: 5...30) {
        guard let period = PeriodLength(rawValue: UInt8(minutes)) else {
          throw profile.error(at: "period_minutes", "'period_minutes' must be 5, 10, 15, 20 or 30")
        }
        board.period = period
      }
      board.profileDays = try profile.integer("days", in: 1...3660) ?? board.profileDays
    }
    if let events = try root.section("events", keys: ["entries"]) {
      board.eventEntries = try events.integer("entries", in: 10...100_000) ?? board.eventEntries
    }
    if let storage = try root.section(
      "storage", keys: ["commit_interval_s", "commit_pulses", "state_records"])
    {
      board.commitIntervalSeconds =
        try storage.integer("commit_interval_s", in: 1...3600) ?? board.commitIntervalSeconds
      board.commitPulses = try storage.integer("commit_pulses", in: 0...1_000_000) ?? board.commitPulses
      board.stateRecords = try storage.integer("state_records", in: 2...10_000) ?? board.stateRecords
    }
  }

  private enum BeyondLimit: String, CaseIterable { case follow, refuse }
  private enum ClockSource: String, CaseIterable { case system, outstation }

  private static func readClock(_ root: BoardSection, into board: inout Board) throws {
    if let clock = try root.section("clock", keys: ["source", "limit_s", "beyond_limit", "battery"]) {
      if let limit = try clock.integer("limit_s", in: 1...3600) {
        board.clockRules.limitNanoseconds = Int64(limit) * 1_000_000_000
      }
      board.batteryDevice = try clock.text("battery")
      board.followsSystemClock = try clock.choice("source", ClockSource.self) != .outstation
      if let rule = try clock.choice("beyond_limit", BeyondLimit.self) {
        board.clockRules.beyondLimit = rule == .refuse ? .refuse : .follow
      }
    }
    guard let simulation = try root.section("simulation", keys: ["start_utc"]) else { return }
    guard board.isSimulated else {
      throw root.error(at: "simulation", "'simulation' is for boards whose inputs are all simulated")
    }
    if let text = try simulation.text("start_utc") {
      guard let date = try? Date(text, strategy: .iso8601) else {
        throw simulation.error(
          at: "start_utc", "'start_utc' must be UTC like 2026-01-01T00:00:00Z, not '\(text)'")
      }
      board.simulationStartSeconds = Int64(date.timeIntervalSince1970)
    }
  }

  private static func serialPorts(_ root: BoardSection) throws -> [BoardSerialPort] {
    var names: Set<String> = []
    var devices: Set<String> = []
    return try root.sections(
      "serial_ports", name: "serial port", keys: ["name", "device", "baud", "format"]
    ).map { section in
      let name = try section.requiredText("name")
      guard names.insert(name).inserted else {
        throw section.error(at: "name", "the name '\(name)' is used twice")
      }
      let device = try section.requiredText("device")
      guard devices.insert(device).inserted else {
        throw section.error(at: "device", "the device '\(device)' is used twice")
      }
      let baud = try section.integer("baud", in: 300...921_600) ?? 9600
      let format = try section.text("format") ?? "8N1"
      guard let settings = serialSettings(baud: UInt32(baud), format: format) else {
        throw section.error(at: "format", "'format' must be like 8N1 or 7E1, not '\(format)'")
      }
      return BoardSerialPort(name: name, device: device, settings: settings)
    }
  }

  /// Settings from a baud rate and a frame format like `8N1`; nil for an unknown format.
  public static func serialSettings(baud: UInt32, format: String) -> SerialSettings? {
    let letters = Array(format.uppercased())
    guard letters.count == 3, let data = letters[0].wholeNumberValue, data == 7 || data == 8,
      let stop = letters[2].wholeNumberValue, stop == 1 || stop == 2
    else { return nil }
    let parity: SerialSettings.Parity
    switch letters[1] {
    case "N": parity = .none
    case "E": parity = .even
    case "O": parity = .odd
    default: return nil
    }
    return SerialSettings(baud: baud, dataBits: UInt8(data), parity: parity, stopBits: UInt8(stop))
  }
}
