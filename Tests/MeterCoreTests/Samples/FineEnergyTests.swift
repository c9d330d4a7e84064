import MockHAL
import Testing

@testable import MeterCore

@Suite struct FineEnergyTests {
  private func wide(_ energy: FineEnergy) -> Int128 {
    Int128(energy.microwattHours) << 32 + Int128(energy.fraction)
  }

  @Test("Sums, differences, negation and order are those of the 96-bit integers")
  func exact() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<5000 {
      let shift = Int64.random(in: 0...60, using: &random)
      let a = FineEnergy(
        microwattHours: Int64.random(in: .min / 4 ... .max / 4, using: &random) >> shift,
        fraction: Bool.random(using: &random) ? 0 : UInt32.random(in: 0 ... .max, using: &random))
      let b = FineEnergy(
        microwattHours: Int64.random(in: .min / 4 ... .max / 4, using: &random) >> shift,
        fraction: UInt32.random(in: 0 ... .max, using: &random))
      #expect(wide(a + b) == wide(a) + wide(b))
      #expect(wide(a - b) == wide(a) - wide(b))
      #expect(wide(-a) == -wide(a))
      #expect((a < b) == (wide(a) < wide(b)))
      #expect(a.isNegative == (wide(a) < 0))
      #expect(wide(a.magnitude) == abs(wide(a)))
    }
  }
}
