/// Drops the echo of what was sent: optical heads and two-wire lines return every octet.
///
/// Only octets that come back in order, right after sending, are taken for an echo; the first that differs
/// ends the expectation, so a port without echo loses nothing but an answer that begins with the whole
/// request.
public struct EchoFilter<let Capacity: Int>: ~Copyable {
  private var expected = InlineArray<Capacity, UInt8>(repeating: 0)
  private var count = 0
  private var matched = 0

  /// A filter that expects nothing.
  public init() {}

  /// Notes what was sent. Octets beyond the capacity are not expected back.
  public mutating func sent(_ octets: RawSpan) {
    if matched == count { (matched, count) = (0, 0) }
    for offset in 0..<octets.byteCount where count < Capacity {
      expected[count] = octets.octet(at: offset)
      count += 1
    }
  }

  /// True when `octet` is an echo and must be dropped.
  public mutating func isEcho(_ octet: UInt8) -> Bool {
    guard matched < count else { return false }
    guard expected[matched] == octet else {
      (matched, count) = (0, 0)
      return false
    }
    matched += 1
    return true
  }

  /// The echo can no longer come.
  public mutating func expire() { (matched, count) = (0, 0) }
}
