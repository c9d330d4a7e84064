import NIOCore
import NIOHTTP1

/// Answers the requests of one connection, one at a time.
final class PageHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let answer: @Sendable (String) async -> PageAnswer
  private var head: HTTPRequestHead?

  init(answer: @escaping @Sendable (String) async -> PageAnswer) { self.answer = answer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body: break  // nothing here takes content
    case .end:
      guard let head = head.take() else { return }
      if let refusal = Self.refusal(head) { return respond(context, to: head, refusal) }
      let path = String(head.uri.prefix { $0 != "?" && $0 != "#" })
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      let answer = answer
      context.eventLoop.makeFutureWithTask { await answer(path) }.whenSuccess { page in
        let (handler, context) = bound.value
        handler.respond(context, to: head, page)
      }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private static func refusal(_ head: HTTPRequestHead) -> PageAnswer? {
    guard head.headers["host"].count == 1, PageAddress.isLocal(hostHeader: head.headers["host"][0]) else {
      return .text("this page is for this machine only: ask for localhost", status: 403)
    }
    guard head.method == .GET || head.method == .HEAD else {
      return .text("this page only reads", status: 405)
    }
    return nil
  }

  private func respond(_ context: ChannelHandlerContext, to request: HTTPRequestHead, _ page: PageAnswer) {
    var headers = HTTPHeaders([
      ("content-type", page.contentType), ("content-length", "\(page.body.count)"),
      ("cache-control", "no-store"),
      ("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"),
      (
        "content-security-policy",
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
          + "img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
      ),
    ])
    if page.status == 405 { headers.add(name: "allow", value: "GET, HEAD") }
    if !request.isKeepAlive { headers.add(name: "connection", value: "close") }
    let head = HTTPResponseHead(
      version: request.version, status: HTTPResponseStatus(statusCode: page.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if request.method != .HEAD {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: page.body)))), promise: nil)
    }
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      if !request.isKeepAlive { bound.value.close(promise: nil) }
    }
  }
}
