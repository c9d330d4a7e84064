/// Noise on a virtual line: each octet is damaged with the same chance, by a generator whose seed replays it.
public struct LineNoise: Sendable, Equatable {
  /// Octets damaged of a million.
  public var perMillion: UInt32
  private var state: UInt64

  /// Noise; 1000 of a million is an octet error rate of 1e-3.
  public init(perMillion: UInt32, seed: UInt64) {
    self.perMillion = perMillion
    state = seed
  }

  /// The octets that arrive. A damaged one is lost (one of four), has one bit turned over, or is any other octet. Where
  /// characters have parity, the port drops a damaged one.
  mutating func pass(_ octets: ArraySlice<UInt8>, isEightBit: Bool) -> [UInt8] {
    var arrived: [UInt8] = []
    arrived.reserveCapacity(octets.count)
    for octet in octets {
      let number = next()
      guard number % 1_000_000 < UInt64(perMillion) else {
        arrived.append(octet)
        continue
      }
      let kind = number >> 40 & 3
      guard isEightBit, kind > 0 else { continue }
      let mask = kind == 1 ? UInt8(truncatingIfNeeded: number >> 48) : 1 << UInt8(number >> 48 & 7)
      arrived.append(octet ^ (mask == 0 ? 1 : mask))
    }
    return arrived
  }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
