import Bench
import NIOCore
import NIOHTTP1
import NIOPosix

/// A live page of a run, for a witness: reading only, nothing can be sent to it.
///
/// `/` is the page, `/progress.json` the `BenchSnapshot` it asks for every second. Everything else is refused.
public final class WitnessServer: Sendable {
  /// Most connections at a time; more are closed.
  static let connectionLimit = 32

  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel

  /// Address and port that it listens on.
  public let address: WitnessAddress

  /// Listens until `stop()`.
  public init(_ wanted: WitnessAddress, progress: BenchProgress) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let guests = WitnessGuests(limit: Self.connectionLimit)
    do {
      let channel = try ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 16)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          guard guests.enter() else { return channel.close() }
          channel.closeFuture.whenComplete { _ in guests.leave() }
          return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
            try channel.pipeline.syncOperations.addHandler(
              IdleStateHandler(allTimeout: .seconds(30)))
            try channel.pipeline.syncOperations.addHandler(
              WitnessHandler(progress: progress, isLoopback: wanted.isLoopback))
          }
        }
        .bind(host: wanted.host, port: wanted.port).wait()
      self.channel = channel
      self.group = group
      var address = wanted
      address.port = channel.localAddress?.port ?? wanted.port
      self.address = address
    } catch {
      try? group.syncShutdownGracefully()
      throw error
    }
  }

  /// Stops listening and closes everything.
  public func stop() {
    try? channel.close().wait()
    try? group.syncShutdownGracefully()
  }
}
