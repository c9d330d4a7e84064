import Outstation

extension OutstationSession {
  /// Answers a message held in an array; the answer may have `capacity` octets, and so may the message while it is deciphered
  /// in place.
  public mutating func respond<Meter, Cipher, Store>(
    client: UInt16, to request: [UInt8], capacity: Int = 2048,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> [UInt8]
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    var incoming = request + [UInt8](repeating: 0, count: max(capacity - request.count, 0))
    var outgoing = [UInt8](repeating: 0, count: capacity)
    var count = 0
    do {
      var inSpan = incoming.mutableSpan
      var inBytes = inSpan.mutableBytes
      var outSpan = outgoing.mutableSpan
      var outBytes = outSpan.mutableBytes
      count = respond(
        client: client, request: &inBytes, count: request.count, response: &outBytes, outstation: &outstation,
        now: now)
    }
    return Array(outgoing[..<count])
  }
}
