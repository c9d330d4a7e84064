import ArgumentParser
import ChargePoint
import Logging

struct ChargePointProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy", abstract: "Meter charge points on their way to an existing central system.",
    discussion: """
      Charge points connect here instead; every frame is forwarded as it is, both ways, and readings are taken
      from what passes. Credentials of the charge point are passed on.
      """)

  @OptionGroup var service: ChargePointServiceOptions
  @Option(help: "Central system, ws:// or wss://; the charge point's identity is added to its path.")
  var upstream: String
  @Option(help: "PEM roots for a wss upstream (default: the system's).") var upstreamTrust: String?

  func run() async throws {
    guard let target = WebSocketAddress(upstream) else {
      throw CommandFailure(.usage, "--upstream \(upstream): a ws:// or wss:// address is expected")
    }
    let address = try service.address()
    var configuration = ChargePointProxy.Configuration(
      host: address.host, port: address.port, upstream: target, secrets: try service.secretsFile(),
      tls: service.tls)
    configuration.upstreamTrustPath = upstreamTrust
    configuration.limits = service.limits
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let logger = Logger(label: "chargepoint")
    try service.warn(logger)
    let proxy: ChargePointProxy
    let services = try service.services(logger: logger)
    do { proxy = try ChargePointProxy(configuration: configuration, services: services) } catch {
      throw CommandFailure(.usage, error.description)
    }
    try await ChargePointRun.until(signals: logger) { [upstream] in
      try await proxy.run { print("listening on \(address.host):\($0), forwarding to \(upstream)") }
    }
  }
}
