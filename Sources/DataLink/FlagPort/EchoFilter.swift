/// Drops the echo of what was sent: optical heads and two-wire lines return every octet.
///
/// Octets that come back in order, right after sending, are held back; they are dropped once the whole echo has come, and
/// given out after all at the first that differs, so a port without echo loses nothing but an answer that begins with the
/// whole request.
public struct EchoFilter<let Capacity: Int>: ~Copyable {
  private var expected = InlineArray<Capacity, UInt8>(repeating: 0)
  private var count = 0
  private var matched = 0

  /// A filter that expects nothing.
  public init() {}

  /// Notes what was sent. Octets beyond the capacity are not expected back.
  public mutating func sent(_ octets: RawSpan) {
    for offset in 0..<octets.byteCount where count < Capacity {
      expected[count] = octets.octet(at: offset)
      count += 1
    }
  }

  /// Takes an octet from the line and hands what is no echo to `body`: nothing while it may be one, else all that was held
  /// back, and the octet.
  public mutating func take(_ octet: UInt8, _ body: (UInt8) -> Void) {
    guard matched < count, expected[matched] == octet else {
      expire(body)
      return body(octet)
    }
    matched += 1
    if matched == count { (matched, count) = (0, 0) }
  }

  /// The echo can no longer come: hands over what was held back.
  public mutating func expire(_ body: (UInt8) -> Void) {
    for index in 0..<matched { body(expected[index]) }
    (matched, count) = (0, 0)
  }
}
