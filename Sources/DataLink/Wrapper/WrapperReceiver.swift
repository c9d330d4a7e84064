/// Collects messages from a TCP stream of the COSEM wrapper.
public struct WrapperReceiver<let MessageBytes: Int>: ~Copyable {
  /// What the stream brought.
  public enum Outcome: Equatable, Sendable, BitwiseCopyable {
    /// More octets are needed.
    case incomplete
    /// A message is whole.
    case message(WrapperHeader)
    /// This is no wrapper stream, or a message is too long: close the connection.
    case broken
  }

  /// The message; the octets of the last header's length are valid.
  public private(set) var message = InlineArray<MessageBytes, UInt8>(repeating: 0)
  private var header = InlineArray<8, UInt8>(repeating: 0)
  private var headerCount = 0
  private var messageCount = 0
  private var present: WrapperHeader?

  /// An empty receiver.
  public init() {}

  /// Takes octets from `position` of `octets` on, until a message is whole; moves `position` on.
  public mutating func take(_ octets: RawSpan, from position: inout Int) -> Outcome {
    while position < octets.byteCount {
      guard let present else {
        header[headerCount] = octets.octet(at: position)
        headerCount += 1
        position += 1
        if headerCount == 8 {
          headerCount = 0
          guard let read = WrapperHeader(header.span.bytes), Int(read.length) <= MessageBytes else {
            return .broken
          }
          messageCount = 0
          // An empty message says nothing.
          if read.length > 0 { self.present = read }
        }
        continue
      }
      let count = min(Int(present.length) - messageCount, octets.byteCount - position)
      for index in 0..<count { message[messageCount + index] = octets.octet(at: position + index) }
      messageCount += count
      position += count
      if messageCount == Int(present.length) {
        self.present = nil
        return .message(present)
      }
    }
    return .incomplete
  }

  /// Lets `body` read and change the first `count` octets of the message.
  mutating func withMessage<R>(_ body: (inout MutableRawSpan) -> R) -> R {
    var span = message.mutableSpan
    var bytes = span.mutableBytes
    return body(&bytes)
  }
}
