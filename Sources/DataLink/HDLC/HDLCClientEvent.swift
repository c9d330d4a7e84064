/// What an HDLC client has to tell.
public enum HDLCClientEvent: Equatable, Sendable, BitwiseCopyable {
  /// The link is open.
  case connected
  /// A whole message of `count` octets is there.
  case message(count: Int)
  /// The link was closed as asked.
  case disconnected
  /// The link failed; connect again.
  case failed(HDLCClientFailure)
}

/// Why a link failed.
public enum HDLCClientFailure: Error, Equatable, Sendable, BitwiseCopyable {
  /// No answer, retries included: check address, baud rate and framing.
  case noAnswer
  /// The server answers, but has had nothing to say for too long.
  case busy
  /// The server says there is no link: it may have timed out; connect again.
  case disconnectedByServer
  /// The server rejected a frame; the reason bits of its FRMR.
  case frameRejected(reason: UInt8)
  /// A message is longer than the client's buffer.
  case messageTooLong
  /// The server's parameters could not be read.
  case malformedParameters
}
