import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// Serves pages that only read, on the loopback of this machine.
public struct PageListener: Service {
  private let address: PageAddress
  private let answer: @Sendable (_ path: String) async -> PageAnswer
  private let onListening: @Sendable (PageAddress) -> Void

  /// Connections at the same time; one more is closed at once.
  static let connectionLimit = 64
  /// A connection that says nothing for so long is closed.
  static let silence = TimeAmount.seconds(75)

  /// Creates a listener.
  ///
  /// - Parameters:
  ///   - answer: answers a GET of a path, which comes without its query.
  ///   - onListening: is told the address with its real port.
  public init(
    _ address: PageAddress, onListening: @escaping @Sendable (PageAddress) -> Void = { _ in },
    answer: @escaping @Sendable (_ path: String) async -> PageAnswer
  ) {
    self.address = address
    self.onListening = onListening
    self.answer = answer
  }

  /// Listens until graceful shutdown or cancellation; throws where the address cannot be had.
  public func run() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      let channel = try await bind(group)
      var bound = address
      bound.port = channel.localAddress?.port ?? address.port
      onListening(bound)
      await withTaskCancellationOrGracefulShutdownHandler {
        try? await channel.closeFuture.get()
      } onCancelOrGracefulShutdown: {
        channel.close(promise: nil)
      }
    } catch {
      try? await group.shutdownGracefully()
      throw PageError.cannotListen(address: address.url, reason: "\(error)")
    }
    try? await group.shutdownGracefully()
  }

  private func bind(_ group: MultiThreadedEventLoopGroup) async throws -> any Channel {
    let answer = answer
    let counter = ConnectionCounter(limit: Self.connectionLimit)
    return try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 64)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        guard counter.enter(until: channel.closeFuture) else { return channel.close() }
        return channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(IdleStateHandler(allTimeout: Self.silence))
          try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true, withErrorHandling: true)
          try pipeline.addHandler(PageHandler(answer: answer))
        }
      }
      .bind(host: address.host, port: address.port).get()
  }
}
