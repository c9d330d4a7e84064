import Bench
import NIOCore
import NIOHTTP1

/// Answers one connection of the witness view.
final class WitnessHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let progress: BenchProgress
  private let isLoopback: Bool
  private var request: HTTPRequestHead?

  init(progress: BenchProgress, isLoopback: Bool) {
    self.progress = progress
    self.isLoopback = isLoopback
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): request = head
    case .body: break  // Nothing that is sent is looked at.
    case .end:
      guard let request else { return }
      self.request = nil
      answer(request, context)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let path =
      request.uri.split(separator: "?", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    guard request.method == .GET || request.method == .HEAD else {
      return send(.methodNotAllowed, "text/plain; charset=utf-8", "read only\n", request, context)
    }
    // Pages of other sites that resolve their name to this machine learn nothing.
    guard !isLoopback || Self.isLocal(request.headers.first(name: "host") ?? "") else {
      return send(.forbidden, "text/plain; charset=utf-8", "not this host\n", request, context)
    }
    switch path {
    case "/": send(.ok, "text/html; charset=utf-8", WitnessPage.html, request, context)
    case "/progress.json":
      send(.ok, "application/json", String(decoding: progress.json, as: UTF8.self), request, context)
    default: send(.notFound, "text/plain; charset=utf-8", "nothing here; the page is /\n", request, context)
    }
  }

  private static func isLocal(_ host: String) -> Bool {
    let name =
      host.hasPrefix("[") ? String(host.prefix { $0 != "]" }) + "]" : String(host.prefix { $0 != ":" })
    return name == "localhost" || name == "[::1]" || name.hasPrefix("127.")
  }

  private func send(
    _ status: HTTPResponseStatus, _ type: String, _ text: String, _ request: HTTPRequestHead,
    _ context: ChannelHandlerContext
  ) {
    let body = context.channel.allocator.buffer(string: text)
    var headers = HTTPHeaders()
    headers.add(name: "content-type", value: type)
    headers.add(name: "content-length", value: "\(body.readableBytes)")
    headers.add(name: "cache-control", value: "no-store")
    headers.add(name: "x-content-type-options", value: "nosniff")
    headers.add(
      name: "content-security-policy",
      value:
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    if status == .methodNotAllowed { headers.add(name: "allow", value: "GET, HEAD") }
    headers.add(name: "connection", value: request.isKeepAlive ? "keep-alive" : "close")
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: request.version, status: status, headers: headers))),
      promise: nil)
    if request.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    let promise = context.eventLoop.makePromise(of: Void.self)
    if !request.isKeepAlive {
      let channel = context.channel
      promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
  }
}
