/// A small seeded generator (SplitMix64): the same samples from the same seed.
struct SampleChance {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func flag() -> Bool { next() & 1 == 1 }

  mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }

  mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  /// An integer of every size alike: its edges come often.
  mutating func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value {
    switch below(4) {
    case 0: Value.max
    case 1: Value.min
    case 2: Value(truncatingIfNeeded: next() & 0x7F)
    default: Value(truncatingIfNeeded: next())
    }
  }
}
