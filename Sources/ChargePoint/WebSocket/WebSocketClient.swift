import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// Opens a WebSocket to a central system.
struct WebSocketClient: Sendable {
  /// Why no WebSocket came about.
  enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    case badURL(String)
    case refused(status: Int)
    case unreachable(String)

    var description: String {
      switch self {
      case .badURL(let url): "'\(url)' is not a ws:// or wss:// address"
      case .refused(let status): "the other side answered HTTP \(status) instead of opening a WebSocket"
      case .unreachable(let reason): reason
      }
    }
  }

  /// An open WebSocket and the subprotocol the server chose.
  struct Opened: Sendable {
    var connection: WebSocketConnection
    var subprotocol: String?
  }

  private enum Handshake: Sendable {
    case opened(Opened)
    case refused(Int)
  }

  let address: WebSocketAddress
  let maximumMessageBytes: Int
  let isAggregating: Bool
  /// Trusted roots for `wss`; nil means the system's.
  let tls: NIOSSLContext?
  let group: any EventLoopGroup

  /// Connects and shakes hands.
  func open(path: String, headers: HTTPHeaders) async throws(Failure) -> Opened {
    do {
      let handshake = try await ClientBootstrap(group: group)
        .connectTimeout(.seconds(10))
        .channelOption(.socketOption(.tcp_nodelay), value: 1)
        .channelOption(.maxMessagesPerRead, value: 1)
        .connect(host: address.host, port: address.port) { channel in
          channel.eventLoop.makeCompletedFuture { try configure(channel, path: path, headers: headers) }
        }.get()
      switch handshake {
      case .opened(let opened): return opened
      case .refused(let status): throw Failure.refused(status: status)
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .unreachable("\(address.host):\(address.port): \(error)")
    }
  }

  private func configure(
    _ channel: any Channel, path: String, headers: HTTPHeaders
  ) throws -> EventLoopFuture<Handshake> {
    let pipeline = channel.pipeline.syncOperations
    if address.isSecure, let tls {
      let isName = address.host.contains(where: { !"0123456789.:".contains($0) })
      try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: isName ? address.host : nil))
    }
    var headers = headers
    headers.replaceOrAdd(name: "Host", value: address.hostHeader)
    headers.replaceOrAdd(name: "Content-Length", value: "0")
    let upgrader = NIOTypedWebSocketClientUpgrader<Handshake>(
      maxFrameSize: maximumMessageBytes,
      upgradePipelineHandler: { channel, response in
        channel.eventLoop.makeCompletedFuture {
          if isAggregating {
            try channel.pipeline.syncOperations.addHandler(
              NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64,
                maxAccumulatedFrameSize: maximumMessageBytes))
          }
          return .opened(
            Opened(
              connection: try WebSocketConnection(
                wrappingChannelSynchronously: channel,
                configuration: .init(backPressureStrategy: .init(lowWatermark: 2, highWatermark: 8))),
              subprotocol: response.headers.first(name: "Sec-WebSocket-Protocol")))
        }
      })
    let status = channel.eventLoop.makePromise(of: Int.self)
    channel.closeFuture.whenComplete { _ in status.succeed(0) }
    let configuration = NIOTypedHTTPClientUpgradeConfiguration<Handshake>(
      upgradeRequestHead: HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers),
      upgraders: [upgrader],
      notUpgradingCompletionHandler: { channel in
        do { try channel.pipeline.syncOperations.addHandler(ResponseStatusHandler(status)) } catch {
          return channel.eventLoop.makeFailedFuture(error)
        }
        // The status arrives once this future lets the pipeline read on: it is not waited for here.
        return channel.eventLoop.makeSucceededFuture(.refused(0))
      })
    var pipelineConfiguration = NIOUpgradableHTTPClientPipelineConfiguration(
      upgradeConfiguration: configuration)
    // A server may speak at once after its handshake.
    pipelineConfiguration.leftOverBytesStrategy = .forwardBytes
    let handshake = try pipeline.configureUpgradableHTTPClientPipeline(configuration: pipelineConfiguration)
    return handshake.flatMap { handshake in
      guard case .refused = handshake else { return channel.eventLoop.makeSucceededFuture(handshake) }
      return status.futureResult.map { .refused($0) }
    }
  }
}
