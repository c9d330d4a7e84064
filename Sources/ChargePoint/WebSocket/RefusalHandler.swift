import NIOCore
import NIOHTTP1

/// Answers a request that did not become a WebSocket, and closes.
///
/// It answers as soon as it is added: the request's head may already have been consumed by the handshake.
final class RefusalHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let status: HTTPResponseStatus
  private let reason: String

  init(status: HTTPResponseStatus, reason: String) {
    self.status = status
    self.reason = reason
  }

  func handlerAdded(context: ChannelHandlerContext) {
    var headers: HTTPHeaders = ["Content-Type": "text/plain", "Connection": "close"]
    let body = ByteBuffer(string: reason + "\n")
    headers.add(name: "Content-Length", value: String(body.readableBytes))
    if status == .unauthorized { headers.add(name: "WWW-Authenticate", value: "Basic realm=\"OCPP\"") }
    if status == .upgradeRequired { headers.add(name: "Upgrade", value: "websocket") }
    let response = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    context.write(RefusalHandler.wrapOutboundOut(.head(response)), promise: nil)
    context.write(RefusalHandler.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    let channel = context.channel
    context.writeAndFlush(RefusalHandler.wrapOutboundOut(.end(nil))).whenComplete { _ in
      channel.close(promise: nil)
    }
  }

  /// The rest of the request is of no interest.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
