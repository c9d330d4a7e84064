/// Judges what came back, to say what is likely wrong.
enum Diagnosis {
  /// What a link expects.
  enum Expectation {
    /// HDLC frames.
    case hdlc
    /// Messages of the COSEM wrapper.
    case wrapper
    /// Characters of IEC 62056-21 on a line that is set to `baud`.
    case flag(baud: UInt32)
  }

  /// What is likely wrong when `octets` (the first of `count`) came instead of an answer.
  static func likely(_ octets: [UInt8], count: Int, sent: [UInt8?], expecting: Expectation) -> String {
    if count == 0 { return silence(expecting) }
    if octets.count >= 5, octets.count <= sent.count,
      zip(octets, sent).allSatisfy({ $1 == nil || $0 == $1! })
    {
      return "only the echo of what was sent: give --echo if the line echoes; else the meter is not reached"
    }
    switch expecting {
    case .hdlc:
      if octets.count >= 8, octets[0] == 0, octets[1] == 1 {
        return "the answer is of the COSEM wrapper: leave out --hdlc"
      }
      if looksLikeText(octets), octets.contains(0x2F) {
        return "the answer is text of IEC 62056-21: the port wants a sign-on; use optical: instead of serial:"
      }
      if octets.contains(0x7E) {
        return "frames came damaged, or for another address: noise, or another client or server address"
      }
      return "\(count) octets without a flag 7E: another baud rate or parity (8N1 is usual for HDLC)"
    case .wrapper:
      if octets.first == 0x7E { return "the answer is an HDLC frame: give --hdlc" }
      if octets.first == 0x2F { return "the answer is text of IEC 62056-21: use optical:tcp:HOST:PORT" }
      return "the answer is no COSEM wrapper: another protocol speaks on this port"
    case .flag(let baud):
      if octets.first == 0x7E || octets.filter({ $0 == 0x7E }).count >= 2 {
        return "the answer is HDLC: the port speaks it at once; use serial: instead of optical:"
      }
      if looksLikeText(octets) {
        return "characters came but no whole line: noise, or the head moved"
      }
      return "\(count) octets that are no text at \(baud) baud 7E1: another baud rate or parity"
        + " (try --software-parity behind converters)"
    }
  }

  private static func silence(_ expecting: Expectation) -> String {
    switch expecting {
    case .hdlc:
      "power, cable, baud rate, or the client or server address (a meter is silent to a wrong one)"
    case .wrapper: "another framing (give --hdlc), or the client or server number"
    case .flag: "the head's place and direction, its power, the device address, or the initial baud rate"
    }
  }

  private static func looksLikeText(_ octets: [UInt8]) -> Bool {
    let good = octets.filter { (0x20...0x7E).contains($0 & 0x7F) || [2, 3, 6, 10, 13].contains($0 & 0x7F) }
    return good.count * 10 >= octets.count * 9
  }

  /// Hex of what is shown, with what was left out.
  static func shown(_ octets: [UInt8?], count: Int? = nil) -> String {
    guard !octets.isEmpty else { return "nothing" }
    let limit = 48
    let text = LineEvent.hex(Array(octets.prefix(limit)))
    let all = count ?? octets.count
    return all > limit ? "\(text) … (\(all) octets)" : text
  }
}
