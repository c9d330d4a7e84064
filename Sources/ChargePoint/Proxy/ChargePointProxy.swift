import NIOCore
import NIOPosix

/// Sits between charge points and an existing central system: forwards every frame as it is, both ways, and
/// meters what passes. It says nothing of its own to either side.
public final class ChargePointProxy: Sendable {
  /// Where the proxy listens and what it forwards to.
  public struct Configuration: Sendable {
    public var host: String
    public var port: Int
    /// The central system; the charge point's identity is added to its path.
    public var upstream: WebSocketAddress
    /// PEM file of roots for a `wss` upstream; nil means the system's.
    public var upstreamTrustPath: String?
    /// Checked here when given; credentials are passed on in any case.
    public var secrets: SecretsFile?
    public var tls: TLSFiles?
    public var limits = ServerLimits()

    /// Creates a configuration.
    public init(
      host: String, port: Int, upstream: WebSocketAddress, secrets: SecretsFile? = nil, tls: TLSFiles? = nil
    ) {
      self.host = host
      self.port = port
      self.upstream = upstream
      self.secrets = secrets
      self.tls = tls
    }
  }

  private let configuration: Configuration
  private let services: ChargePointServices

  /// Creates the proxy. Throws `ListenerError` when it would be open to the network without credentials.
  public init(configuration: Configuration, services: ChargePointServices) throws(ListenerError) {
    guard configuration.secrets != nil || ListenerError.isLoopback(configuration.host) else {
      throw .openWithoutCredentials(host: configuration.host)
    }
    self.configuration = configuration
    self.services = services
  }

  /// Serves until cancelled; `onListening` is told the port.
  public func run(onListening: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let client = WebSocketClient(
      address: configuration.upstream, maximumMessageBytes: configuration.limits.maximumMessageBytes,
      isAggregating: false,
      tls: configuration.upstream.isSecure
        ? try TLSFiles.clientContext(trustPath: configuration.upstreamTrustPath) : nil, group: group)
    let listener = WebSocketListener(
      host: configuration.host, port: configuration.port, limits: configuration.limits,
      tls: try configuration.tls?.serverContext(), isAggregating: false,
      guests: ProxyGuests(configuration: configuration, services: services, client: client), group: group)
    try await listener.run(onListening: onListening)
  }
}
