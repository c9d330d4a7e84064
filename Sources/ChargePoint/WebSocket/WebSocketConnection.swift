import NIOCore
import NIOWebSocket

/// A channel that speaks WebSocket frames with backpressure both ways.
typealias WebSocketConnection = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

/// The sending half of a WebSocket.
typealias WebSocketWriter = NIOAsyncChannelOutboundWriter<WebSocketFrame>

extension WebSocketFrame {
  /// A whole text message; a client passes a fresh mask.
  static func text(_ text: [UInt8], mask: WebSocketMaskingKey? = nil) -> WebSocketFrame {
    WebSocketFrame(fin: true, opcode: .text, maskKey: mask, data: ByteBuffer(bytes: text))
  }

  /// A close frame with its reason, cut to what a control frame holds.
  static func close(_ code: WebSocketErrorCode, _ reason: String, mask: WebSocketMaskingKey? = nil)
    -> WebSocketFrame
  {
    var data = ByteBuffer()
    data.write(webSocketErrorCode: code)
    data.writeString(String(reason.prefix(100)))
    return WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: mask, data: data)
  }

  /// The bytes without the mask.
  var bytes: [UInt8] { Array(buffer: unmaskedData) }
}
