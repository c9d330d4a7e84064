import DataLink

/// What a line needs beside its octets: parity made and checked here, and the echo of what was sent taken out.
struct LineCharacters: ~Copyable {
  private let rules: SerialRules
  /// True where octets have eight bits and no parity.
  var isEightBit: Bool
  /// Characters that came with wrong parity (software parity only).
  private(set) var parityErrors = 0
  private var echo = EchoFilter<2304>()
  private var lastSend: Int64 = 0

  init(_ rules: SerialRules, isEightBit: Bool) {
    self.rules = rules
    self.isEightBit = isEightBit
  }

  /// Octets as they go onto the line.
  func encoded(_ octets: [UInt8]) -> [UInt8] {
    isEightBit || !rules.hasSoftwareParity ? octets : octets.map(FlagParity.encode)
  }

  /// `octets` left the line at `now`: their echo may come.
  mutating func sent(_ octets: [UInt8], now: Int64) {
    guard rules.hasEcho else { return }
    lastSend = now
    echo.sent(octets.span.bytes)
  }

  /// Appends what was held back for an echo that has not come after half a second.
  mutating func expire(now: Int64, into octets: inout [UInt8]) {
    if rules.hasEcho && now > lastSend + 500_000_000 { echo.expire { octets.append($0) } }
  }

  /// Appends what `came` says to `octets`.
  mutating func decode(_ came: RawSpan, now: Int64, into octets: inout [UInt8]) {
    expire(now: now, into: &octets)
    // On a slow line behind a converter the echo goes on while it is still being sent.
    lastSend = now
    for offset in 0..<came.byteCount {
      var octet = came.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      if !isEightBit {
        if rules.hasSoftwareParity && !FlagParity.isEven(octet) {
          parityErrors += 1
          continue
        }
        octet &= 0x7F
      }
      if rules.hasEcho {
        echo.take(octet) { octets.append($0) }
      } else {
        octets.append(octet)
      }
    }
  }
}
