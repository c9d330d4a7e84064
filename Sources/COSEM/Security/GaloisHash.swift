/// GHASH of Galois/counter mode (NIST SP 800-38D), half an octet at a time: a table of 256 octets per key.
struct GaloisHash: Sendable, BitwiseCopyable {
  private var high = InlineArray<16, UInt64>(repeating: 0)
  private var low = InlineArray<16, UInt64>(repeating: 0)
  private var stateHigh: UInt64 = 0
  private var stateLow: UInt64 = 0
  private var filled = 0

  private static let reduction: InlineArray<16, UInt16> = [
    0x0000, 0x1C20, 0x3840, 0x2460, 0x7080, 0x6CA0, 0x48C0, 0x54E0, 0xE100, 0xFD20, 0xD940, 0xC560, 0x9180,
    0x8DA0, 0xA9C0, 0xB5E0,
  ]

  /// Prepares for the hash key (the encryption of zero).
  init(_ key: InlineArray<16, UInt8>) {
    var h: UInt64 = 0
    var l: UInt64 = 0
    for index in 0..<8 {
      h = h << 8 | UInt64(key[index])
      l = l << 8 | UInt64(key[index + 8])
    }
    high[8] = h
    low[8] = l
    var index = 4
    while index > 0 {
      let carry = l & 1
      l = h << 63 | l >> 1
      h = h >> 1 ^ (carry == 1 ? 0xE100_0000_0000_0000 : 0)
      high[index] = h
      low[index] = l
      index >>= 1
    }
    index = 2
    while index <= 8 {
      for offset in 1..<index {
        high[index + offset] = high[index] ^ high[offset]
        low[index + offset] = low[index] ^ low[offset]
      }
      index *= 2
    }
  }

  /// Takes an octet; sixteen make a block.
  @inline(__always)
  mutating func update(_ octet: UInt8) {
    if filled < 8 {
      stateHigh ^= UInt64(octet) << UInt64(56 - 8 * filled)
    } else {
      stateLow ^= UInt64(octet) << UInt64(120 - 8 * filled)
    }
    filled += 1
    if filled == 16 { multiply() }
  }

  /// Fills the present block with zeroes.
  mutating func pad() { if filled > 0 { multiply() } }

  /// Ends with the two lengths in octets; returns the hash.
  mutating func finish(headerOctets: Int, textOctets: Int) -> InlineArray<16, UInt8> {
    pad()
    stateHigh ^= UInt64(headerOctets) * 8
    stateLow ^= UInt64(textOctets) * 8
    multiply()
    var result = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<8 {
      result[index] = UInt8(truncatingIfNeeded: stateHigh >> UInt64(56 - 8 * index))
      result[index + 8] = UInt8(truncatingIfNeeded: stateLow >> UInt64(56 - 8 * index))
    }
    return result
  }

  private mutating func multiply() {
    filled = 0
    var h: UInt64 = 0
    var l: UInt64 = 0
    for step in 0..<32 {
      let word = step < 16 ? stateLow : stateHigh
      let nibble = Int(word >> UInt64(4 * (step & 15)) & 15)
      if step > 0 {
        let rest = Int(l & 15)
        l = h << 60 | l >> 4
        h = h >> 4 ^ UInt64(Self.reduction[unchecked: rest]) << 48
      }
      h ^= high[unchecked: nibble]
      l ^= low[unchecked: nibble]
    }
    stateHigh = h
    stateLow = l
  }
}
