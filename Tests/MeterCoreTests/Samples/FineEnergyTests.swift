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

  @Test("Parts, ratios and powers are those of 128-bit division", arguments: [11, 12, 13] as [UInt64])
  func ratios(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<5000 {
      let magnitude =
        Int64.random(in: 0..<(1 << 46), using: &random) >> Int64.random(in: 0...46, using: &random)
      let amount = FineEnergy(
        microwattHours: Bool.random(using: &random) ? magnitude : -magnitude,
        fraction: UInt32.random(in: 0 ... .max, using: &random)
          & UInt32.random(in: 0 ... .max, using: &random))
      let denominator =
        UInt64.random(in: 1..<(1 << 48), using: &random) >> UInt64.random(in: 0...40, using: &random) | 1
      let numerator = UInt64.random(in: 0...denominator, using: &random)
      let product = wide(amount) * Int128(numerator)
      let (quotient, rest) = product.quotientAndRemainder(dividingBy: Int128(denominator))
      #expect(wide(amount.part(numerator, of: denominator)) == quotient - (rest < 0 ? 1 : 0))
      #expect(wide(amount.times(numerator, over: denominator)) == quotient)
      // Saturated from 2^62 µWh on.
      let inverse = wide(amount) * Int128(denominator) / Int128(max(numerator, 1))
      let limit = Int128(1) << 94
      #expect(wide(amount.times(denominator, over: max(numerator, 1))) == min(max(inverse, -limit), limit))
      let nanoseconds = Int128(denominator)
      let power = (abs(wide(amount)) * 3_600_000_000 + nanoseconds << 31) / (nanoseconds << 32)
      // Saturated from 2^62 mW on.
      let shown = Int64(min(power, Int128(1) << 62))
      #expect(amount.milliwatts(over: denominator) == (wide(amount) < 0 ? -shown : shown))
    }
    #expect(FineEnergy(microwattHours: 5).times(1, over: 0) == .zero)
  }
}
