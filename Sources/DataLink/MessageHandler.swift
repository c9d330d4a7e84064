/// What a server does with the messages (APDUs) that a link brings: the layer above HDLC and the TCP wrapper.
///
/// A link owns the buffers; a handler reads the request where it lies (it may decrypt it there) and writes
/// its answer straight into the link's buffer.
public protocol MessageHandler: ~Copyable {
  /// The link with `client` ended or was opened anew: nothing of an earlier association may be used again.
  mutating func linkEnded(client: UInt16, server: UInt16)

  /// Answers a request.
  ///
  /// - Parameters:
  ///   - request: the message; `count` octets of it are the request.
  ///   - response: where the answer goes.
  ///   - now: monotonic time in nanoseconds.
  /// - Returns: the octets of the answer, 0 for none.
  mutating func respond(
    client: UInt16, server: UInt16, request: inout MutableRawSpan, count: Int,
    response: inout MutableRawSpan, now: Int64
  ) -> Int

  /// A further message that follows the last answer without a request (a window of general block transfer).
  ///
  /// - Returns: its octets, 0 when there is none.
  mutating func followUp(response: inout MutableRawSpan, now: Int64) -> Int
}
