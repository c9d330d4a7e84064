/// A stream for one decoder: turns of messages, and the events that it has to give however it is fed.
///
/// A turn is what one side may send before the other one speaks; HDLC and IEC 62056-21 are half duplex.
struct DecoderStream: Sendable, CustomStringConvertible {
  var description: String
  var turns: [[[UInt8]]]
  var expected: [String]
  /// Feeds the pieces of each turn to a new decoder and collects its events.
  var run: @Sendable ([[[UInt8]]]) -> [String]

  static let all = [deframer, hdlcServer, hdlcClient, wrapperServer, wrapperClient, flagServer, flagClient]
}

/// Octets as hexadecimal digits.
func digits(_ octets: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789ABCDEF")
  return octets.reduce(into: "") { $0 += [digits[Int($1 >> 4)], digits[Int($1 & 15)]] }
}
