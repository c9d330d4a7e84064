import ArgumentParser
import ChargePoint
import Foundation
import Logging
import ServiceLifecycle

struct ChargePointServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Be the central system of charge points (OCPP 1.6J and 2.0.1).",
    discussion: """
      Charge points connect to ws://ADDRESS:PORT/IDENTITY (wss with TLS). At every boot they are told to send
      their energy register on the half-hour grid. Runs until SIGTERM or Ctrl-C.
      """)

  @OptionGroup var service: ChargePointServiceOptions
  @Option(help: "Unix socket for 'meter chargepoint command'; default beside the runtime files.")
  var control: String?
  @Option(help: "Seconds of the clock-aligned grid; 0 leaves charge points as they are.") var aligned = 1800
  @Option(help: "Seconds between readings in a transaction; 0 leaves charge points as they are.")
  var sampled = 60
  @Option(help: "Seconds between heartbeats.") var heartbeat = 300
  @Option(help: "Seconds a charge point may take to answer.") var callTimeout = 30
  @Option(help: "A further KEY=VALUE to set at every boot (2.0.1: Component.Variable=VALUE).")
  var set: [String] = []
  @Option(help: "File of tags that may charge, one a line; without it every tag may.") var tags: String?

  func run() async throws {
    let address = try service.address()
    var configuration = ChargePointServer.Configuration(
      host: address.host, port: address.port, secrets: try service.secretsFile(), tls: service.tls)
    configuration.limits = service.limits
    configuration.rules = try rules()
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let logger = Logger(label: "chargepoint")
    try service.warn(logger)
    let server: ChargePointServer
    let services = try service.services(logger: logger)
    do { server = try ChargePointServer(configuration: configuration, services: services) } catch {
      throw CommandFailure(.usage, error.description)
    }
    let path = try ControlPath.make(control)
    try await ChargePointRun.until(signals: logger) {
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await ControlSocket(path: path, server: server).run() }
        tasks.addTask {
          try await server.run { print("listening on \(address.host):\($0), commands at \(path)") }
        }
        defer { tasks.cancelAll() }
        try await tasks.next()
      }
    }
  }

  private func rules() throws -> CentralSystemRules {
    guard aligned >= 0, sampled >= 0, heartbeat > 0, callTimeout > 0 else {
      throw CommandFailure(.usage, "intervals are positive numbers of seconds")
    }
    var rules = CentralSystemRules()
    rules.alignedSeconds = aligned
    rules.sampledSeconds = sampled
    rules.heartbeatSeconds = heartbeat
    rules.callTimeoutSeconds = callTimeout
    rules.extraSettings = try set.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw CommandFailure(.usage, "--set \(text): KEY=VALUE is expected")
      }
      return CentralSystemRules.Setting(key: String(parts[0]), value: String(parts[1]))
    }
    if let tags {
      do {
        let text = try String(contentsOfFile: tags, encoding: .utf8)
        rules.authorization = .listed(
          Set(
            text.split(whereSeparator: \.isNewline).map {
              $0.trimmingCharacters(in: .whitespaces).lowercased()
            }))
      } catch { throw CommandFailure(.usage, "\(tags): \(error.localizedDescription)") }
    }
    return rules
  }
}
