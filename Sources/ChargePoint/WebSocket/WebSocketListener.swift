import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// Accepts WebSockets on one address: handshake, TLS, limits. Who may come in and what is then said is the
/// guest book's.
struct WebSocketListener<Guests: WebSocketGuests>: Sendable {
  let host: String
  let port: Int
  let limits: ServerLimits
  let tls: NIOSSLContext?
  /// Whether fragments are put together before the guest sees them.
  let isAggregating: Bool
  let guests: Guests
  let group: any EventLoopGroup

  private enum Handshake: Sendable {
    case guest(Guests.Guest, WebSocketConnection)
    case refused
  }

  /// Listens until cancelled; `onListening` is told the port.
  func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
    let connections = NIOLockedValueBox(0)
    let server = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 1024)
      // Small buffers: five hundred idle charge points are the normal case.
      .childChannelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 1024, maximum: 16_384)
      )
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 16_384, high: 65_536))
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .bind(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let isFull = connections.withLockedValue { count in
            count += 1
            return count > limits.maximumConnections
          }
          channel.closeFuture.whenComplete { _ in connections.withLockedValue { $0 -= 1 } }
          if isFull { channel.close(promise: nil) }
          return try configure(channel)
        }
      }
    onListening(server.channel.localAddress?.port ?? port)
    try await withThrowingDiscardingTaskGroup { tasks in
      try await server.executeThenClose { handshakes in
        for try await handshake in handshakes {
          tasks.addTask {
            // A connection that fails in its handshake is its own affair.
            guard case .guest(let guest, let connection)? = try? await handshake.get() else { return }
            await guests.serve(guest, connection)
          }
        }
      }
      tasks.cancelAll()
    }
  }

  /// Builds the pipeline of one connection.
  private func configure(_ channel: any Channel) throws -> EventLoopFuture<Handshake> {
    let pipeline = channel.pipeline.syncOperations
    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
    let deadline = channel.eventLoop.scheduleTask(in: .seconds(Int64(limits.handshakeSeconds))) {
      channel.close(promise: nil)
    }
    // Written and read on the connection's event loop, in the order of the handshake.
    let answer = NIOLockedValueBox<WebSocketAdmission<Guests.Guest>?>(nil)
    let upgrader = NIOTypedWebSocketServerUpgrader<Handshake>(
      maxFrameSize: limits.maximumMessageBytes,
      shouldUpgrade: { channel, head in
        guests.admit(head, channel.eventLoop).map { admission in
          answer.withLockedValue { $0 = admission }
          guard case .admitted(_, let headers) = admission else { return nil }
          return headers
        }
      },
      upgradePipelineHandler: { channel, _ in
        channel.eventLoop.makeCompletedFuture {
          deadline.cancel()
          guard case .admitted(let guest, _)? = answer.withLockedValue({ $0.take() }) else {
            throw ChannelError.inappropriateOperationForState
          }
          return .guest(guest, try connection(channel))
        }
      })
    // A guest that left during its admission leaves what was prepared for it.
    channel.closeFuture.whenComplete { _ in
      deadline.cancel()
      if case .admitted(let guest, _)? = answer.withLockedValue({ $0.take() }) { guests.abandon(guest) }
    }
    let configuration = NIOTypedHTTPServerUpgradeConfiguration<Handshake>(
      upgraders: [upgrader],
      notUpgradingCompletionHandler: { channel in
        channel.eventLoop.makeCompletedFuture {
          var refusal = RefusalHandler(
            status: .upgradeRequired, reason: "this is an OCPP endpoint: a WebSocket handshake is expected")
          if case .refused(let status, let reason)? = answer.withLockedValue({ $0 }) {
            refusal = RefusalHandler(status: HTTPResponseStatus(statusCode: status), reason: reason)
          }
          try channel.pipeline.syncOperations.addHandler(refusal)
          return .refused
        }
      })
    var pipelineConfiguration = NIOUpgradableHTTPServerPipelineConfiguration(
      upgradeConfiguration: configuration)
    // There is one request on a connection.
    pipelineConfiguration.enablePipelining = false
    return try pipeline.configureUpgradableHTTPServerPipeline(configuration: pipelineConfiguration)
  }

  private func connection(_ channel: any Channel) throws -> WebSocketConnection {
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandlers([
      IdleStateHandler(
        readTimeout: .seconds(Int64(limits.silenceSeconds)), writeTimeout: .seconds(Int64(limits.pingSeconds))
      ),
      ConnectionWatch(),
    ])
    if isAggregating {
      try pipeline.addHandler(
        NIOWebSocketFrameAggregator(
          minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64,
          maxAccumulatedFrameSize: limits.maximumMessageBytes))
    }
    return try WebSocketConnection(
      wrappingChannelSynchronously: channel,
      configuration: .init(backPressureStrategy: .init(lowWatermark: 2, highWatermark: 8)))
  }
}
