import NIOCore
import NIOHTTP1

/// The decision on a WebSocket handshake.
enum WebSocketAdmission<Guest: Sendable>: Sendable {
  /// Complete the handshake with these headers.
  case admitted(Guest, HTTPHeaders)
  /// Answer with this HTTP status.
  case refused(status: Int, reason: String)
}

/// Who may connect to a listener, and what is said to them.
protocol WebSocketGuests: Sendable {
  associatedtype Guest: Sendable

  /// Decides on a request.
  func admit(
    _ head: HTTPRequestHead, _ eventLoop: any EventLoop
  ) -> EventLoopFuture<WebSocketAdmission<Guest>>

  /// Talks to an admitted guest until one side ends it. The connection must be executed and closed.
  func serve(_ guest: Guest, _ connection: WebSocketConnection) async

  /// The guest left before its handshake was complete.
  func abandon(_ guest: Guest)
}
