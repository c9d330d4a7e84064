import NIOCore
import NIOPosix
import NIOSSL

/// A central system for charge points: the listener, and the door for commands.
public final class ChargePointServer: Sendable {
  /// How the server listens and what it asks of charge points.
  public struct Configuration: Sendable {
    public var host: String
    /// 0 lets the system choose.
    public var port: Int
    public var secrets: SecretsFile?
    public var tls: TLSFiles?
    public var limits = ServerLimits()
    public var rules = CentralSystemRules()

    /// Creates a configuration.
    public init(host: String, port: Int, secrets: SecretsFile? = nil, tls: TLSFiles? = nil) {
      self.host = host
      self.port = port
      self.secrets = secrets
      self.tls = tls
    }
  }

  private let configuration: Configuration
  private let services: ChargePointServices
  private let connected = ConnectedChargePoints()

  /// Creates the server. Throws `ListenerError` when it would be open to the network without credentials.
  public init(configuration: Configuration, services: ChargePointServices) throws(ListenerError) {
    guard configuration.secrets != nil || ListenerError.isLoopback(configuration.host) else {
      throw .openWithoutCredentials(host: configuration.host)
    }
    self.configuration = configuration
    self.services = services
  }

  /// Serves until cancelled; `onListening` is told the port.
  public func run(onListening: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
    let listener = WebSocketListener(
      host: configuration.host, port: configuration.port, limits: configuration.limits,
      tls: try configuration.tls?.serverContext(), isAggregating: true,
      guests: CentralSystemGuests(configuration: configuration, services: services, connected: connected),
      group: MultiThreadedEventLoopGroup.singleton)
    try await listener.run(onListening: onListening)
  }

  /// Puts a command to a charge point; an outcome tells what came of it, in any case.
  public func perform(_ command: ChargePointCommand, on chargePoint: String) async -> CommandOutcome {
    guard let connection = await connected.connection(chargePoint) else {
      return CommandOutcome(
        chargePoint: chargePoint, command: command.name, ending: .notSent, explanation: "not connected")
    }
    return await connection.perform(command)
  }

  /// The charge points connected now, as JSON objects by identity.
  public func list() async -> [JSONValue] {
    var list: [JSONValue] = []
    for connection in await connected.all {
      let counters = await connection.counters
      let open = await connection.openTransactions
      list.append([
        "charge_point": .string(connection.identity), "protocol": .string(connection.version.rawValue),
        "connected": .string(RFC3339.text(connection.connectedAt)),
        "frames_received": .integer(counters.received), "frames_sent": .integer(counters.sent),
        "samples": .integer(counters.samples),
        "throttled_ms": .integer(counters.throttledNanoseconds / 1_000_000),
        "open_transactions": .array(open.map { .string($0.id) }),
      ])
    }
    return list
  }
}
