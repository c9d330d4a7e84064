import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves pages that only read, on the loopback of this machine, from `init` to `stop`; `PageListener` is the same as a service.
public final class PageServer: Sendable {
  /// Connections at the same time; one more is closed at once.
  static let connectionLimit = 64
  /// A connection that says nothing for so long is closed.
  static let silence = TimeAmount.seconds(75)

  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel
  /// Where it listens, with its real port.
  public let address: PageAddress

  /// Listens; `answer` answers a GET of a path, which comes without its query. Blocks until the address is had; throws a
  /// `PageError` where it cannot be.
  public init(
    _ wanted: PageAddress, answer: @escaping @Sendable (_ path: String) async -> PageAnswer
  ) throws {
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      channel = try Self.bootstrap(group, answer: answer).bind(host: wanted.host, port: wanted.port).wait()
    } catch {
      try? group.syncShutdownGracefully()
      throw PageError.cannotListen(address: wanted.url, reason: "\(error)")
    }
    var bound = wanted
    bound.port = channel.localAddress?.port ?? wanted.port
    address = bound
  }

  /// Stops listening and closes everything.
  public func stop() {
    try? channel.close().wait()
    try? group.syncShutdownGracefully()
  }

  /// What every connection to a page goes through.
  static func bootstrap(
    _ group: MultiThreadedEventLoopGroup, answer: @escaping @Sendable (_ path: String) async -> PageAnswer
  ) -> ServerBootstrap {
    let counter = ConnectionCounter(limit: connectionLimit)
    return ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 64)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        guard counter.enter(until: channel.closeFuture) else { return channel.close() }
        return channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(IdleStateHandler(allTimeout: silence))
          try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true, withErrorHandling: true)
          try pipeline.addHandler(PageHandler(answer: answer))
        }
      }
  }
}
