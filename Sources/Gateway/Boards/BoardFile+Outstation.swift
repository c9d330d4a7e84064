import DataLink
import Glibc
import HAL

extension BoardFile {
  static func outstation(_ root: BoardSection, of board: Board) throws -> BoardOutstation? {
    guard
      let section = try root.section(
        "outstation",
        keys: [
          "serial_number", "outstation_id", "passwords_file", "keys_file", "seal", "compression", "tcp",
          "ports",
        ])
    else {
      guard board.followsSystemClock else {
        throw root.error(at: "clock", "'source: outstation' needs the section 'outstation'")
      }
      return nil
    }
    let serial = try identification("serial_number", section) ?? String(board.name.prefix(32))
    let outstation = BoardOutstation(
      serialNumber: serial, outstationID: try identification("outstation_id", section) ?? serial,
      passwordsFile: try section.text("passwords_file"), keysFile: try section.text("keys_file"),
      seal: try seal(section),
      compression: try section.choice("compression", BoardOutstation.Compression.self) ?? .plain,
      listener: try listener(section), lines: try lines(section, of: board))
    guard outstation.listener != nil || !outstation.lines.isEmpty else {
      throw root.error(at: "outstation", "'outstation' needs 'tcp' or 'ports'")
    }
    if outstation.passwordsFile == nil {
      if let listener = outstation.listener, !BoardOutstation.isLoopback(listener.address) {
        throw section.error(
          at: "tcp", "without 'passwords_file' the outstation listens on this machine only (127.0.0.1)")
      }
      guard outstation.lines.isEmpty else {
        throw section.error(at: "ports", "an outstation on a serial port needs 'passwords_file'")
      }
      guard outstation.keysFile == nil else {
        throw section.error(at: "keys_file", "'keys_file' needs 'passwords_file' beside it")
      }
    }
    return outstation
  }

  private static func identification(_ key: String, _ section: BoardSection) throws -> String? {
    guard let text = try section.text(key) else { return nil }
    guard text.utf8.count <= 32,
      text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_/.".contains($0)) })
    else {
      throw section.error(at: key, "'\(key)' must be 1 to 32 letters, digits or - _ / . (ASCII); quote it")
    }
    return text
  }

  private enum SealType: String, CaseIterable { case gpio, simulated }

  private static func seal(_ section: BoardSection) throws -> BoardOutstation.Seal? {
    let name = "seal"
    guard
      let any = try section.section(name, keys: ["type", "chip", "line", "active", "bias", "broken"])
    else { return nil }
    switch try any.choice("type", SealType.self) {
    case .gpio?:
      guard try any.text("broken") == nil else {
        throw any.error(at: "broken", "'broken' is for 'type: simulated'")
      }
      return .gpio(try line(any))
    case .simulated?:
      for key in ["chip", "line", "active", "bias"] where try any.text(key) != nil {
        throw any.error(at: key, "'\(key)' is for 'type: gpio'")
      }
      return .simulated(isBroken: try any.choice("broken", Truth.self) == .yes)
    case nil: throw any.error(at: "type", "'seal' needs 'type: gpio' or 'type: simulated'")
    }
  }

  private static func listener(_ section: BoardSection) throws -> BoardOutstation.Listener? {
    guard let tcp = try section.section("tcp", keys: ["address", "port", "framing"]) else { return nil }
    let address = try tcp.text("address") ?? "127.0.0.1"
    var parsed = in_addr()
    guard inet_pton(AF_INET, address, &parsed) == 1 else {
      throw tcp.error(at: "address", "'address' must be an IPv4 address such as 127.0.0.1, not '\(address)'")
    }
    return BoardOutstation.Listener(
      address: address, port: UInt16(try tcp.integer("port", in: 0...65_535) ?? 4059),
      framing: try tcp.choice("framing", BoardOutstation.Framing.self) ?? .wrapper)
  }

  private static func lines(_ section: BoardSection, of board: Board) throws -> [BoardOutstation.Line] {
    var used: Set<String> = []
    return try section.sections(
      "ports", name: "outstation port",
      keys: [
        "port", "protocol", "information_octets", "window", "physical_address", "software_parity",
        "cancel_echo",
      ]
    ).map { line in
      let name = try line.requiredText("port")
      guard let port = board.serialPorts.first(where: { $0.name == name }) else {
        throw line.error(at: "port", "there is no port '\(name)' in 'serial_ports'")
      }
      guard used.insert(name).inserted else {
        throw line.error(at: "port", "the port '\(name)' is used twice")
      }
      if case .serial(let other)? = board.samples?.origin, other.name == name {
        throw line.error(at: "port", "the port '\(name)' brings the samples")
      }
      let speaks = try line.choice("protocol", BoardOutstation.LineProtocol.self) ?? .hdlc
      guard speaks == .hdlc || FlagBaud.modeCCharacter(port.settings.baud) != nil else {
        throw line.error(
          at: "port",
          "an optical port offers 300, 600, 1200 … 19200 baud; '\(name)' has \(port.settings.baud)")
      }
      return BoardOutstation.Line(
        port: port, speaks: speaks,
        informationOctets: UInt16(try line.integer("information_octets", in: 32...2030) ?? 128),
        window: UInt8(try line.integer("window", in: 1...7) ?? 1),
        physicalAddress: UInt16(try line.integer("physical_address", in: 1...16_381) ?? 17),
        hasSoftwareParity: try line.choice("software_parity", Truth.self) == .yes,
        cancelsEcho: try line.choice("cancel_echo", Truth.self) == .yes)
    }
  }

  private enum Truth: String, CaseIterable {
    case yes = "true"
    case no = "false"
  }
}
