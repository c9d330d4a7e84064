import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOWebSocket
import Testing

@testable import ChargePoint

@Suite struct MessageAssemblyTests {
  private func take(_ assembly: inout MessageAssembly, _ frame: WebSocketFrame) -> [UInt8]? {
    assembly.take(frame)
  }

  private func frame(_ text: String, _ opcode: WebSocketOpcode, fin: Bool) -> WebSocketFrame {
    let mask = WebSocketMaskingKey([1, 2, 3, 4])
    var data = ByteBuffer(string: text)
    if let mask { data.webSocketMask(mask) }
    return WebSocketFrame(fin: fin, opcode: opcode, maskKey: mask, data: data)
  }

  @Test func fragmentsMakeOneMessageAndControlFramesDoNotDisturb() {
    var assembly = MessageAssembly(limit: 100)
    #expect(take(&assembly, frame("ab", .text, fin: false)) == nil)
    #expect(take(&assembly, frame("", .ping, fin: true)) == nil)
    #expect(take(&assembly, frame("cd", .continuation, fin: false)) == nil)
    #expect(take(&assembly, frame("ef", .continuation, fin: true)) == Array("abcdef".utf8))
    #expect(take(&assembly, frame("whole", .text, fin: true)) == Array("whole".utf8))
  }

  @Test func messagesBeyondTheLimitArePassedOver() {
    var assembly = MessageAssembly(limit: 5)
    #expect(take(&assembly, frame("abc", .text, fin: false)) == nil)
    #expect(take(&assembly, frame("def", .continuation, fin: true)) == nil)
    #expect(take(&assembly, frame("x", .continuation, fin: true)) == nil)
    #expect(take(&assembly, frame("ok", .text, fin: true)) == Array("ok".utf8))
  }
}

@Suite struct ConnectionWatchTests {
  @Test func aFrameWithoutAMaskClosesTheConnection() throws {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandler(ConnectionWatch())
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.writeInbound(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: "[]")))
    let frame = try #require(try channel.readOutbound(as: WebSocketFrame.self))
    #expect(frame.opcode == .connectionClose)
    #expect(!channel.isActive)
    #expect(try channel.readInbound(as: WebSocketFrame.self) == nil)
  }

  @Test func aQuietPeerIsPingedAndASilentOneDropped() throws {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandler(ConnectionWatch())
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.write)
    #expect(try channel.readOutbound(as: WebSocketFrame.self)?.opcode == .ping)
    #expect(channel.isActive)
    channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.read)
    #expect(!channel.isActive)
  }
}

@Suite struct RefusalHandlerTests {
  @Test func aRefusalSaysWhyAndCloses() throws {
    let channel = EmbeddedChannel()
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.pipeline.syncOperations.addHandler(RefusalHandler(status: .unauthorized, reason: "no"))
    guard case .head(let head)? = try channel.readOutbound(as: HTTPServerResponsePart.self) else {
      Issue.record("no response")
      return
    }
    #expect(head.status == .unauthorized)
    #expect(head.headers.first(name: "WWW-Authenticate")?.hasPrefix("Basic") == true)
    #expect(!channel.isActive)
  }
}
