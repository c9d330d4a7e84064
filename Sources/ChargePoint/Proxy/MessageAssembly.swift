import NIOCore
import NIOWebSocket

/// Puts the fragments of one direction's text messages together, without holding the frames up.
struct MessageAssembly {
  private let limit: Int
  private var fragments: [UInt8]?

  /// Messages longer than `limit` bytes are passed over.
  init(limit: Int) { self.limit = limit }

  /// Takes a frame; the whole message when it ends one.
  mutating func take(_ frame: WebSocketFrame) -> [UInt8]? {
    switch frame.opcode {
    case .text:
      if frame.fin { return frame.bytes }
      fragments = frame.bytes
    case .continuation:
      guard let begun = fragments else { return nil }
      guard begun.count + frame.length <= limit else {
        fragments = nil
        return nil
      }
      fragments = begun + frame.bytes
      if frame.fin { return fragments.take() }
    default: break
    }
    return nil
  }
}
