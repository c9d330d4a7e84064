import CLinux
import COSEM
import Crypto
import DataLink
import Foundation
import HAL
import LinuxHAL
import Logging
import MeterCore
import Outstation
import OutstationService
import ServiceLifecycle
import SimulatedHAL
import Synchronization

/// Why the outstation of a board cannot start; says what to do.
public struct BoardOutstationError: Error, CustomStringConvertible, Sendable {
  /// True for something wrong in a file of the user's, false for something wrong with the machine.
  public var isConfiguration: Bool
  public var description: String
}

/// Serves a running meter to COSEM clients, on a thread of its own, until graceful shutdown.
public final class BoardOutstationService: Service {
  private typealias Server = OutstationServer<GatewayOutstation, LibraryCrypto, RingSettings<FileNonVolatile>>

  /// Accesses that are kept.
  static let accessCapacity = 1000

  /// What is served where, a line each.
  public let endpoints: [String]
  private let server: Mutex<Server>
  private let isEnding = Mutex(false)
  private let wake: Int32
  private let logger: Logger

  /// Opens the ports that the board names.
  public init(
    _ service: MeterService, board: Board, outstation: BoardOutstation, folder: DataFolder, version: String,
    logger: Logger
  ) throws {
    let settings = try Self.settings(outstation)
    var personality = OutstationPersonality.codeOfPractice
    // Nobody but this machine's users reaches an outstation without passwords.
    if outstation.passwordsFile == nil { personality.publicLevel = 1 }
    personality.compression =
      switch outstation.compression {
      case .plain: .plain
      case .nullData: .nullData
      case .compactArray: .compactArray
      }
    let meter = GatewayOutstation(
      service, board: board, identity: Self.identity(outstation, version: version),
      accesses: try Self.accesses(folder), accessCapacity: Self.accessCapacity,
      seal: try Self.seal(outstation))
    let server = Server(
      SharedOutstation(
        Outstation(
          meter: meter, crypto: LibraryCrypto(), store: try Self.store(folder), initial: settings,
          personality: personality)), kind: .wrapper, rules: LineRules())
    endpoints = try Self.open(outstation, on: server)
    self.server = Mutex(server)
    self.logger = logger
    wake = lc_event_descriptor()
  }

  deinit { close(wake) }

  public func run() async throws {
    for endpoint in endpoints { logger.info("outstation", metadata: ["port": "\(endpoint)"]) }
    await withTaskCancellationOrGracefulShutdownHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        let thread = Thread { [self] in
          server.withLock { $0.run(waking: wake) { isEnding.withLock { $0 } } }
          continuation.resume()
        }
        thread.name = "outstation"
        thread.stackSize = 1 << 21
        thread.start()
      }
    } onCancelOrGracefulShutdown: {
      self.isEnding.withLock { $0 = true }
      var one: UInt64 = 1
      _ = write(self.wake, &one, 8)
    }
  }

  // MARK: Set-up

  static func settings(_ outstation: BoardOutstation) throws -> OutstationSettings {
    var settings = OutstationSettings()
    var secrets: [String] = []
    do throws(SecretFileError) {
      if let path = outstation.passwordsFile {
        let lines = try SecretFile.lines(path)
        try settings.setPasswords(lines, from: path)
        secrets += lines
      }
      if let path = outstation.keysFile {
        let lines = try SecretFile.lines(path)
        try settings.setKeys(lines, from: path)
        secrets += lines
      }
    } catch { throw BoardOutstationError(isConfiguration: true, description: error.description) }
    // Other files than those of the last start replace what clients have set since.
    let digest = SHA256.hash(data: Data(secrets.joined(separator: "\n").utf8))
    settings.credentialsMark = digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    return settings
  }

  static func identity(_ outstation: BoardOutstation, version: String) -> OutstationIdentity {
    func text(_ text: String) -> ShortText { ShortText(Array(text.utf8).span.bytes) }
    // Three letters of the manufacturer, then the serial number: 16 octets at most.
    return OutstationIdentity(
      logicalDevice: text(String(("SWM" + outstation.serialNumber).prefix(16))),
      serial: text(outstation.serialNumber), manufacturer: "swift-meter",
      outstation: text(outstation.outstationID),
      metrologyFirmware: text("metrology \(version)"), applicationFirmware: text("application \(version)"),
      communicationsFirmware: text("communications \(version)"))
  }

  private static func seal(_ outstation: BoardOutstation) throws -> (any SealMonitor)? {
    switch outstation.seal {
    case .gpio(let line):
      do throws(GPIOLineError) { return try GPIOSeal(line, consumer: "swift-meter seal") } catch {
        throw BoardOutstationError(isConfiguration: false, description: "seal: \(error)")
      }
    case .simulated(let isBroken): return SimulatedSeal(isBroken: isBroken)
    case nil: return nil
    }
  }

  private static func store(_ folder: DataFolder) throws -> RingSettings<FileNonVolatile> {
    let path = folder.path + "/outstation.nv"
    return try mounted(path) { memory throws(StorageError) in try RingSettings(memory) }
  }

  private static func accesses(_ folder: DataFolder) throws -> AccessRing<FileNonVolatile> {
    try mounted(folder.path + "/accesses.nv") { memory throws(StorageError) in
      try AccessRing(memory, capacity: accessCapacity)
    }
  }

  private static func mounted<Store: ~Copyable>(
    _ path: String, _ mount: (consuming FileNonVolatile) throws(StorageError) -> Store
  ) throws(MeterServiceError) -> Store {
    do throws(StorageError) {
      let memory: FileNonVolatile
      do throws(NonVolatileError) {
        // Passwords and keys: for this user alone.
        memory = try FileNonVolatile(path: path, createWithBytes: 65_536, permissions: 0o600)
      } catch { throw StorageError.memory(error) }
      return try mount(memory)
    } catch { throw .storage(path: path, error) }
  }

  private static func open(_ outstation: BoardOutstation, on server: Server) throws -> [String] {
    var endpoints: [String] = []
    if let listener = outstation.listener {
      do throws(OutstationServerError) {
        let port = try server.listen(
          address: listener.address, port: listener.port,
          kind: listener.framing == .wrapper ? .wrapper : .hdlc(HDLCServerConfiguration(limits: .widest)))
        endpoints.append("tcp \(listener.address):\(port) \(listener.framing.rawValue)")
      } catch { throw BoardOutstationError(isConfiguration: false, description: "outstation: \(error)") }
    }
    for line in outstation.lines {
      let isOptical = line.speaks == .optical
      let serial: SerialLine
      do throws(SerialPortError) {
        serial = try SerialLine(
          path: line.port.device,
          settings: isOptical ? line.opticalSettings(baud: 300, isEightBit: false) : line.port.settings)
      } catch {
        throw BoardOutstationError(
          isConfiguration: false,
          description: "outstation: \(SerialAdvice.text(error, device: line.port.device))")
      }
      var rules = LineRules()
      rules.hasSoftwareParity = isOptical && line.hasSoftwareParity
      rules.cancelsEcho = line.cancelsEcho
      server.use(serial.descriptor, kind: line.kind(outstation), rules: rules) { baud, isEightBit in
        serial.change(line.opticalSettings(baud: baud, isEightBit: isEightBit))
      }
      endpoints.append("serial \(line.port.name) \(line.port.device) \(line.speaks.rawValue)")
    }
    return endpoints
  }
}
