import NIOCore
import NIOWebSocket

/// Watches one server-side WebSocket: pings a quiet peer, drops a dead one and one that does not mask.
///
/// It stands before the asynchronous channel and behind an `IdleStateHandler`.
final class ConnectionWatch: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // RFC 6455, 5.1: a server closes the connection on a frame that is not masked.
    guard ConnectionWatch.unwrapInboundIn(data).maskKey != nil else {
      close(context, .protocolError, "frames from a client must be masked")
      return
    }
    context.fireChannelRead(data)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event as? IdleStateHandler.IdleStateEvent {
    case .read?: context.close(promise: nil)
    case .write?, .all?:
      let ping = WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())
      context.writeAndFlush(ConnectionWatch.wrapOutboundOut(ping), promise: nil)
    case nil: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A broken frame (too large, bad length): the decoder's answer is on its way; nothing more is read.
    context.fireErrorCaught(error)
  }

  private func close(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode, _ reason: String) {
    context.writeAndFlush(ConnectionWatch.wrapOutboundOut(.close(code, reason)), promise: nil)
    context.close(promise: nil)
  }
}
