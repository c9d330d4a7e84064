import ArgumentParser
import COSEM
import DataLink
import Foundation
import Gateway
import HAL
import LinuxHAL
import Outstation
import OutstationService

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meter", abstract: "Be a meter that others can read (cop, prometer100).",
    discussion: """
      Examples:
        meter simulate cop --tcp 127.0.0.1:4059
        meter simulate prometer100 --pty --mode-e --truth truth.json
        meter simulate prometer100 --tcp 127.0.0.1:4059 --settlement
        meter simulate cop --tcp 127.0.0.1:4059 --fault OST-STO-1=short
      Passwords of levels 1 to 4 come from --passwords FILE, a line each; without it they are level1, level2,
      level3 and level4. Clients: 16 public, 17 to 20 levels 1 to 4, 32 the level of the password given.
      """)

  @Argument(help: "cop or prometer100.") var kind: String
  @Option(help: "Listen on ADDRESS:PORT (port 0: any).") var tcp: String?
  @Flag(help: "Open a pseudo terminal and print its name.") var pty = false
  @Option(help: "Serve a serial device, e.g. /dev/ttyUSB0.") var serial: String?
  @Flag(help: "HDLC on TCP (else the COSEM wrapper); lines always speak HDLC.") var hdlc = false
  @Flag(help: "Begin as an optical port: IEC 62056-21 at 300 baud, HDLC by mode E.") var modeE = false
  @Option(help: "Baud rate of the line, or the one offered by the optical port.") var baud: UInt32 = 9600
  @Flag(help: "Send no faster than the baud rate allows.") var paced = false
  @Option(help: "HDLC information field, 32 to 2030 octets.") var information: UInt16 = 2030
  @Option(help: "HDLC window, 1 to 7.") var window: UInt8 = 7
  @Flag(help: "Even parity in software (ports that stay at 8N1).") var softwareParity = false
  @Option(help: "Days of data.") var days = 90
  @Option(help: "Seed of the data.") var seed: UInt64 = 1
  @Option(help: "The meter's time at the start, UTC, e.g. 2026-02-01T00:00:00Z; default: now.") var clock:
    UTCOption?
  @Option(help: "Write what the meter holds to FILE, as JSON.") var truth: String?
  @Option(help: "File with the passwords of levels 1 to 4, a line each.") var passwords: String?
  @Option(help: "File with encryption key, authentication key and system title, a line of hex each.")
  var keys: String?
  @Flag(help: "Prefer general block transfer for long answers.") var generalBlocks = false
  @Option(help: "How rows of profiles are written: plain, null-data or compact-array.")
  var compression = ProfileCompression.plain
  @Flag(help: "Break the seal of level 4.") var sealBroken = false
  @Option(help: "Refuse a register, e.g. 1.0.1.8.0.255; may be repeated.") var refuse: [String] = []
  @Option(help: "Chance of a wrong octet, e.g. 0.001.") var noise = 0.0
  @Option(help: "Chance that an octet is lost, e.g. 0.001.") var drop = 0.0
  @Flag(help: "Periods end while it runs, and their rows are stored.") var live = false
  @Flag(help: "Prometer 100 set up for settlement: 1800 s in UTC (else 900 s in local time, as found).")
  var settlement = false
  @Option(
    help:
      "A fault that a rule of 'meter bench cop' must find, e.g. OST-STO-1=short; may be repeated. 'list' shows them."
  )
  var fault: [String] = []
  @Option(help: "Write edges of the pulse output for A+ over the last 6 hours to FILE, 10 Wh a pulse (cop).")
  var pulses: String?
  @Option(
    help: "Write edges of a reference standard under the same load to FILE, 1 Wh a pulse (cop).")
  var referencePulses: String?
  @Option(
    help: "Unix socket by which 'meter bench … --control' makes conditions and lets time pass (with --live).")
  var control: String?

  func run() throws {
    if fault == ["list"] {
      for fault in SimulatedFault.all { print("\(fault)\t\(fault.meaning)") }
      return
    }
    guard let kind = SimulatedKind(rawValue: kind) else {
      throw CommandFailure(.usage, "unknown meter '\(self.kind)'; there are cop and prometer100")
    }
    guard [tcp != nil, pty, serial != nil].filter({ $0 }).count == 1 else {
      throw CommandFailure(.usage, "give one of --tcp, --pty and --serial")
    }
    guard days > 0, days <= 4000 else { throw CommandFailure(.usage, "--days must be 1 to 4000") }
    guard !modeE || FlagBaud.modeCCharacter(baud) != nil else {
      throw CommandFailure(.usage, "an optical port offers 300, 600, 1200 … 19200 baud, not \(baud)")
    }
    guard !settlement || kind == .prometer100 else {
      throw CommandFailure(.usage, "--settlement is of prometer100; cop stores 1800 s in UTC always")
    }
    guard control == nil || live else { throw CommandFailure(.usage, "--control needs --live") }
    let options = try simulation()
    let start = clock?.seconds ?? Int64(Date().timeIntervalSince1970)
    var meter = SimulatedMeter(
      kind, days: days, startSeconds: start, seed: seed, isSealBroken: sealBroken, options: options)
    for text in refuse { meter.refused.insert(try Self.code(text)) }
    if let truth {
      try JSONEncoder().encode(SimulationTruth(meter)).write(to: URL(fileURLWithPath: truth))
    }
    if let pulses { try Self.write(meter.pulses(hours: 6, wattHours: 10), to: pulses) }
    if let referencePulses {
      try Self.write(meter.referencePulses(hours: 6, wattHours: 1), to: referencePulses)
    }
    let words = try words()
    options.tell(words[0], in: &meter)
    var settings = try settings(words)
    options.setRatios(&settings)
    var personality = options.personality(kind)
    personality.compression = compression
    let shared = SharedOutstation(meter: meter, settings: settings, personality: personality)
    shared.prefersGeneralBlocks = generalBlocks
    var rules = LineRules()
    rules.pacedBaud = paced ? baud : nil
    rules.hasSoftwareParity = softwareParity
    rules.noise = noise
    rules.loss = drop
    rules.acceptsDamage = options.faults.contains { $0.rule == "COM-1" }
    let server = OutstationServer(shared, kind: link(), rules: rules)
    do {
      if let control {
        let hands = SimulationControl(shared, startSeconds: start)
        server.control = try ControlSocket(path: control) { hands.answer($0) }
      }
      try open(server)
    } catch let error as OutstationServerError {
      throw CommandFailure(.device, error.description)
    }
    server.run { false }
  }

  private static func write(_ edges: [(seconds: Double, isOn: Bool)], to path: String) throws {
    guard !edges.isEmpty else {
      throw CommandFailure(.usage, "pulses need kind cop and --days 1 at least")
    }
    let lines = edges.map { "\($0.seconds),\($0.isOn ? 1 : 0)\n" }
    try Data(("seconds,level\n" + lines.joined()).utf8).write(to: URL(fileURLWithPath: path))
  }

  private func open(_ server: OutstationServer<SimulatedMeter, SoftwareCrypto, VolatileSettings>) throws {
    if tcp != nil && !hdlc && !modeE && (noise > 0 || drop > 0) {
      throw CommandFailure(
        .usage, "--noise and --drop need a line with check sequences: add --hdlc or --mode-e")
    }
    if let tcp {
      let parts = tcp.split(separator: ":")
      guard parts.count == 2, let port = UInt16(parts[1]) else {
        throw CommandFailure(.usage, "--tcp takes ADDRESS:PORT, e.g. 127.0.0.1:4059")
      }
      let bound = try server.listen(address: String(parts[0]), port: port)
      print("ready on \(parts[0]):\(bound)")
    } else if pty {
      print("ready on \(try server.openPseudoTerminal())")
    } else if let serial {
      let line: SerialLine
      do throws(SerialPortError) {
        line = try SerialLine(path: serial, baud: modeE ? 300 : baud, isEightBit: !modeE)
      } catch { throw CommandFailure(.device, SerialAdvice.text(error, device: serial)) }
      server.use(line.descriptor) { baud, isEightBit in line.change(baud: baud, isEightBit: isEightBit) }
      print("ready on \(serial)")
    }
  }

  private func link() -> LinkKind {
    let limits = HDLCParameters(
      maximumInformationTransmit: information, maximumInformationReceive: information,
      windowTransmit: window, windowReceive: window)
    let inner = HDLCServerConfiguration(limits: limits)
    if modeE {
      var configuration = FlagServerConfiguration(mode: .e, baud: baud)
      for (index, character) in "SIMULATED".utf8.enumerated() {
        configuration.identification[index] = character
      }
      configuration.identificationCount = 9
      for (index, character) in "12345678".utf8.enumerated() { configuration.address[index] = character }
      configuration.addressCount = 8
      return .flag(configuration, inner)
    }
    return tcp != nil && !hdlc ? .wrapper : .hdlc(inner)
  }

  private func simulation() throws -> SimulationOptions {
    var options = SimulationOptions()
    options.isLive = live
    options.isSettlement = settlement
    for text in fault {
      guard let fault = SimulatedFault(text) else {
        throw CommandFailure(.usage, "unknown fault '\(text)'; 'meter simulate cop --fault list' shows them")
      }
      options.faults.insert(fault)
    }
    return options
  }

  /// Passwords of levels 1 to 4.
  private func words() throws -> [String] {
    guard let passwords else { return ["level1", "level2", "level3", "level4"] }
    let words: [String]
    do { words = try SecretFile.lines(passwords) } catch { throw CommandFailure(.usage, error.description) }
    guard words.count == 4 else { throw CommandFailure(.usage, "--passwords needs four lines") }
    return words
  }

  private func settings(_ words: [String]) throws -> OutstationSettings {
    var settings = OutstationSettings()
    do {
      try settings.setPasswords(words, from: passwords ?? "passwords")
      if let keys { try settings.setKeys(try SecretFile.lines(keys), from: keys) }
    } catch { throw CommandFailure(.usage, error.description) }
    return settings
  }

  private static func code(_ text: String) throws -> UInt64 {
    let groups = text.split(separator: ".").compactMap { UInt8($0) }
    guard groups.count == 6 else {
      throw CommandFailure(.usage, "--refuse takes a code of six groups, e.g. 1.0.1.8.0.255")
    }
    return OBIS(groups[0], groups[1], groups[2], groups[3], groups[4], groups[5]).code
  }
}
