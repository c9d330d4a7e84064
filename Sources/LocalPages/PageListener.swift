import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves pages that only read, on the loopback of this machine.
public struct PageListener: Service {
  private let address: PageAddress
  private let answer: @Sendable (_ path: String) async -> PageAnswer
  private let onListening: @Sendable (PageAddress) -> Void

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
      let channel = try await PageServer.bootstrap(group, answer: answer).bind(
        host: address.host, port: address.port
      ).get()
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
}
