/// A server's side of one TCP connection of the COSEM wrapper. Sans-I/O.
public struct WrapperServer<let MessageBytes: Int>: ~Copyable {
  /// True once the stream turned out to be no wrapper stream: close the connection.
  public private(set) var isBroken = false

  /// Logical devices served, numbered from 1; messages to others are passed over.
  private let logicalDevices: UInt16
  private var receiver = WrapperReceiver<MessageBytes>()
  private var outgoing = InlineArray<MessageBytes, UInt8>(repeating: 0)
  private var outgoingCount = 0
  private var last: WrapperHeader?

  /// A new connection to a server of `logicalDevices` logical devices (wPorts 1 and up, IEC 62056-47).
  public init(logicalDevices: UInt16 = 1) { self.logicalDevices = logicalDevices }

  /// Takes octets from `position` on, up to the end of one request, and has it answered. Send what
  /// `transmit` gives, then go on with what is left of the octets.
  public mutating func receive<Handler: MessageHandler & ~Copyable>(
    _ octets: RawSpan, from position: inout Int, handler: inout Handler, now: Int64
  ) {
    guard !isBroken else {
      position = octets.byteCount
      return
    }
    switch receiver.take(octets, from: &position) {
    case .incomplete: break
    case .broken:
      isBroken = true
      position = octets.byteCount
    case .message(let header):
      guard header.destination >= 1, header.destination <= logicalDevices else { return }
      if let last, last.source != header.source || last.destination != header.destination {
        handler.linkEnded(client: last.source, server: last.destination)
      }
      last = header
      var span = outgoing.mutableSpan
      var response = span.mutableBytes
      // The handler writes into `response` while it reads the receiver's own buffer.
      var count = 0
      receiver.withMessage { request in
        count = handler.respond(
          client: header.source, server: header.destination, request: &request, count: Int(header.length),
          response: &response, now: now)
      }
      outgoingCount = count
    }
  }

  /// Writes the next message with its header into `octets`; returns its octets, 0 when there is none.
  public mutating func transmit<Handler: MessageHandler & ~Copyable>(
    into octets: inout MutableRawSpan, handler: inout Handler, now: Int64
  ) -> Int {
    guard let last else { return 0 }
    if outgoingCount == 0 {
      var span = outgoing.mutableSpan
      var response = span.mutableBytes
      outgoingCount = handler.followUp(response: &response, now: now)
    }
    let count = outgoingCount
    guard count > 0, count + 8 <= octets.byteCount else { return 0 }
    outgoingCount = 0
    WrapperHeader(source: last.destination, destination: last.source, length: UInt16(count)).write(
      to: &octets)
    for index in 0..<count {
      octets.storeBytes(of: outgoing[index], toByteOffset: 8 + index, as: UInt8.self)
    }
    return count + 8
  }

  /// The connection ended.
  public mutating func close<Handler: MessageHandler & ~Copyable>(handler: inout Handler) {
    if let last { handler.linkEnded(client: last.source, server: last.destination) }
    last = nil
  }
}
