import ArgumentParser
import ChargePoint
import Foundation
import LinuxHAL
import Logging
import MeterCore
import Settlement

/// What a central system and a proxy have in common: address, credentials, files, limits.
struct ChargePointServiceOptions: ParsableArguments {
  @Option(help: "Address and port to listen on; other than loopback needs --secrets.")
  var listen = "127.0.0.1:9000"
  @Option(help: "File of identity:password lines, readable by its owner only (Basic authentication).")
  var secrets: String?
  @Option(help: "PEM certificate chain: listen with TLS (security profile 2).") var tlsCertificate: String?
  @Option(help: "PEM private key of the certificate.") var tlsKey: String?
  @Option(help: "Append every frame, verbatim, to this file of JSON lines.") var journal: String?
  @Option(help: "Append every reading to this file of JSON lines.") var readings: String?
  @Option(help: "Register of meter ids (CSV): which connector is which CMS unit.") var register: String?
  @Option(help: "Append the registers of these units to this event log (swift-meter neutral layout).")
  var eventLog: String?
  @Option(
    help: "Seconds that a charge point's clock may be off before the event log marks its values U (0: never)."
  )
  var clockLimit: Int64 = 20
  @Option(help: "Append events (connections, transactions, commands) to this file of JSON lines.")
  var events: String?
  @Option(help: "Keep transactions in this file, so that they outlive the service.") var transactions: String?
  @Flag(help: "Wait for the disk after every reading (survives a supply cut; slower).") var sync = false
  @Option(help: "Largest message in bytes.") var maxMessage = 65_536
  @Option(help: "Frames a second read from one connection.") var maxFrameRate = 100
  @Option(help: "Connections at once.") var maxConnections = 2000

  func validate() throws {
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key belong together")
    }
    guard (125...16_777_216).contains(maxMessage), maxFrameRate > 0, maxConnections > 0 else {
      throw ValidationError("--max-message is 125 to 16777216; rates and counts are positive")
    }
    guard clockLimit >= 0 else { throw ValidationError("--clock-limit is a number of seconds from 0") }
    guard (register == nil) == (eventLog == nil) else {
      throw ValidationError("--register and --event-log belong together")
    }
    _ = try address()
  }

  /// Host and port of `--listen`; `[::1]:9000` for IPv6.
  func address() throws -> (host: String, port: Int) {
    guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
      (0...65_535).contains(port)
    else { throw ValidationError("--listen is ADDRESS:PORT, e.g. 127.0.0.1:9000") }
    var host = String(listen[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard !host.isEmpty else { throw ValidationError("--listen is ADDRESS:PORT, e.g. 127.0.0.1:9000") }
    return (host, port)
  }

  var tls: TLSFiles? {
    guard let tlsCertificate, let tlsKey else { return nil }
    return TLSFiles(certificatePath: tlsCertificate, keyPath: tlsKey)
  }

  func secretsFile() throws -> SecretsFile? {
    guard let secrets else { return nil }
    do { return try SecretsFile(path: secrets) } catch { throw CommandFailure(.usage, error.description) }
  }

  var limits: ServerLimits {
    var limits = ServerLimits()
    limits.maximumMessageBytes = maxMessage
    limits.framesPerSecond = maxFrameRate
    limits.burstFrames = maxFrameRate * 5
    limits.maximumConnections = maxConnections
    return limits
  }

  func services(logger: Logger) throws -> ChargePointServices {
    do {
      let readings = try self.readings.map { try LineFile(path: $0, isSynchronous: sync) }
      return ChargePointServices(
        sink: CommandSink(file: readings.map { SampleFile(file: $0) }, log: try log()),
        events: CommandEventLog(
          file: try events.map { EventFile(file: try LineFile(path: $0)) }, logger: logger),
        journal: try journal.map { FrameJournal(file: try LineFile(path: $0)) },
        transactions: try TransactionStore(path: transactions), time: .system)
    } catch let failure as LineFile.Failure {
      throw CommandFailure(.device, failure.description)
    }
  }

  private func log() throws -> EventLogSink? {
    guard let register, let eventLog else { return nil }
    return try EventLogSink(
      path: eventLog, register: MeterIDRegister(parsing: TextFile.text(register)), isSynchronous: sync,
      clockLimitSeconds: clockLimit)
  }

  /// Says once, before listening, what is not as safe as it could be.
  func warn(_ logger: Logger) throws {
    if secrets != nil, tls == nil, !ListenerError.isLoopback(try address().host) {
      logger.warning("passwords cross the network unencrypted (security profile 1); add --tls-certificate")
    }
    if readings == nil, eventLog == nil {
      logger.warning("neither --readings nor --event-log: readings are not kept")
    }
  }
}

/// Readings into the files there are.
private struct CommandSink: ReadingSink {
  var file: SampleFile?
  var log: EventLogSink?

  func accept(_ samples: [MeterSample]) async throws {
    try await file?.accept(samples)
    try await log?.accept(samples)
  }
}

/// Events into the file and into the log.
private struct CommandEventLog: ChargePointEventLog {
  var file: EventFile?
  var logger: Logger

  func record(_ event: ChargePointEvent) {
    file?.record(event)
    let level: Logger.Level =
      switch event.kind {
      case .meteringGap, .journalFailed: .error
      case .refused, .frameRefused, .sampleRefused, .closed, .throttled, .upstreamFailed, .commandFailed,
        .sequenceGap, .unknownTransaction, .clockOffset:
        .warning
      default: .info
      }
    logger.log(level: level, "\(event.chargePoint) \(event.kind.rawValue) \(event.details.json)")
  }
}

extension TimeSource {
  /// The clocks of this machine.
  static var system: TimeSource {
    TimeSource(
      utc: {
        let wall = LinuxWallClock(earliestUTCSeconds: 0)
        return Instant(nanoseconds: wall.read()?.utcNanoseconds ?? 0)
      },
      monotonicNanoseconds: { LinuxMonotonicClock().nowNanoseconds() },
      sleep: { try await Task.sleep(nanoseconds: UInt64(clamping: $0)) })
  }
}
