/// Octets of hexadecimal digits; spaces do not count.
func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// What `body` writes.
func written(_ body: (inout MutableRawSpan) -> Int) -> [UInt8] {
  var octets = [UInt8](repeating: 0, count: 4096)
  var count = 0
  do {
    var span = octets.mutableSpan
    var bytes = span.mutableBytes
    count = body(&bytes)
  }
  return Array(octets[..<count])
}

/// A small seeded generator (SplitMix64).
struct Chance {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
