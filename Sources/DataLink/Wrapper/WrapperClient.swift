/// A client's side of one TCP connection of the COSEM wrapper. Sans-I/O.
public struct WrapperClient<let MessageBytes: Int>: ~Copyable {
  /// The client's access point.
  public let client: UInt16
  /// The server's logical device.
  public let server: UInt16
  private var receiver = WrapperReceiver<MessageBytes>()

  /// A new connection.
  public init(client: UInt16, server: UInt16) {
    self.client = client
    self.server = server
  }

  /// Writes `message` with its header into `octets`; returns the octets written, 0 where they do not fit.
  public func write(_ message: RawSpan, into octets: inout MutableRawSpan) -> Int {
    let count = message.byteCount
    guard count + 8 <= octets.byteCount, count <= 0xFFFF else { return 0 }
    WrapperHeader(source: client, destination: server, length: UInt16(count)).write(to: &octets)
    for index in 0..<count {
      octets.storeBytes(of: message.octet(at: index), toByteOffset: 8 + index, as: UInt8.self)
    }
    return count + 8
  }

  /// Takes octets from `position` on until a message for this client is whole; messages for others are
  /// dropped.
  public mutating func take(
    _ octets: RawSpan, from position: inout Int
  ) -> WrapperReceiver<MessageBytes>.Outcome {
    while true {
      let outcome = receiver.take(octets, from: &position)
      if case .message(let header) = outcome, header.source != server || header.destination != client {
        continue
      }
      return outcome
    }
  }

  /// The octets of the last message.
  public func withMessage<R, E: Error>(
    count: Int, _ body: (RawSpan) throws(E) -> R
  ) throws(E) -> R {
    try body(receiver.message.span.bytes.extracting(0..<count))
  }
}
