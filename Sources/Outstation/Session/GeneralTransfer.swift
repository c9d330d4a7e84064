/// A general block transfer in progress, seen from the server.
struct GeneralTransfer: Equatable, Sendable {
  /// The request came, or the answer goes, in general blocks.
  var isActive = false
  /// Newest block of the client received in order.
  var received: UInt16 = 0
  /// Blocks the client takes at a time.
  var window: UInt8 = 1
  /// Newest block sent, and newest of the present window.
  var sent: UInt16 = 0
  /// Blocks that may follow without waiting.
  var left: UInt8 = 0
  /// The first block of the present window, and the place in the answer where it began.
  var windowStart: UInt16 = 1
  var mark: ResponseStream.Mark?
  /// Octets of a block.
  var blockOctets = 0
  /// The answer of a GET is being sent.
  var isStreaming = false
  /// Octets of the last block.
  var lastCount = 0
}
