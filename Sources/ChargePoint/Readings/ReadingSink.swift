/// Where the values of charge points go: virtual meters, a file, a test.
///
/// A charge point's message is answered only after `accept` has returned: what was acknowledged is the
/// sink's. When it throws, the charge point is told `InternalError` and keeps the message.
public protocol ReadingSink: Sendable {
  /// Takes the samples of one message, in the order they stood in it.
  func accept(_ samples: [MeterSample]) async throws
}
