import Foundation
import MockHAL
import Testing

@testable import MeterCore

@Suite struct ScaledIntegerTests {
  private func number(_ value: ScaledInteger) -> Double {
    Double(value.magnitude) * pow(2, Double(value.exponent)) * (value.isNegative ? -1 : 1)
  }

  @Test("Arithmetic agrees with double to its precision")
  func arithmetic() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<5000 {
      let a = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...62, using: &random)
      let b = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...62, using: &random)
      let (x, y) = (ScaledInteger(a), ScaledInteger(b))
      #expect(x.rounded == a)
      #expect(abs(number(x * y) - Double(a) * Double(b)) <= abs(Double(a) * Double(b)) * 1e-15)
      #expect(abs(number(x + y) - (Double(a) + Double(b))) <= max(abs(Double(a)), abs(Double(b))) * 4e-16)
      if abs(Double(a) + Double(b)) < 9e18 { #expect((x + y).rounded == a &+ b || abs((x + y).rounded &- (a &+ b)) <= 1) }
      if b != 0 { #expect(abs(number(y.reciprocal) * Double(b) - 1) < 1e-15) }
      if a > 0 { #expect(abs(number(x.squareRoot) / Double(a).squareRoot() - 1) < 4.7e-10) }
    }
    #expect(ScaledInteger(5, exponent: -1).rounded == 3)
    #expect(ScaledInteger(-5, exponent: -1).rounded == -3)
    #expect(ScaledInteger(1, exponent: -2).rounded == 0)
    #expect(ScaledInteger(1, exponent: 80).rounded == .max)
    #expect(ScaledInteger.zero.reciprocal.isZero)
  }

  @Test("Square roots are rounded down, to the last bit")
  func squareRoot() {
    var random = SeededRandom(seed: 12)
    var values: [UInt64] = [1 << 62, 1 << 63, .max, .max - 1, UInt64(UInt32.max) * UInt64(UInt32.max)]
    values += (0..<20_000).map { _ in UInt64.random(in: 1 << 62 ... .max, using: &random) }
    for _ in 0..<5000 {
      let root = UInt64(UInt32.random(in: 1 << 31 ... .max, using: &random))
      values += [root * root, root * root - 1, root * root + 1].filter { $0 >= 1 << 62 }
    }
    for value in values {
      let root = UInt128(ScaledInteger.squareRoot(of: value))
      #expect(root * root <= value && (root + 1) * (root + 1) > value)
    }
  }

  @Test("Sine, cosine and angle")
  func angles() {
    var random = SeededRandom(seed: 13)
    for _ in 0..<3000 {
      let small = Double.random(in: -0.95...0.95, using: &random) * pow(2, -Double.random(in: 0...30, using: &random))
      let angle = ScaledInteger(Int64(small * 0x1p62), exponent: -62)
      let (s, c) = AngleFunctions.sineCosine(of: angle)
      #expect(abs(number(s) - sin(small)) < 2e-10 * abs(small) + 6e-14)
      #expect(abs(number(c) - cos(small)) < 1e-10)
      let any = Double.random(in: -400...400, using: &random)
      let (s2, c2) = AngleFunctions.sineCosineOfAny(ScaledInteger(Int64(any * 0x1p50), exponent: -50))
      #expect(abs(number(s2) - sin(any)) < 2e-10)
      #expect(abs(number(c2) - cos(any)) < 2e-10)
      let length = pow(2, Double.random(in: 5...40, using: &random))
      let turns = AngleFunctions.turns(
        x: ScaledInteger(Int64(length * cos(any))), y: ScaledInteger(Int64(length * sin(any))))
      if length > 1e7 {
        let difference = Double(turns) / 4_294_967_296 - any / (2 * Double.pi)
        #expect(abs(difference - difference.rounded()) < 5e-7)
      }
    }
    #expect(AngleFunctions.millidegrees(turns: 1 << 30) == 90_000)
    #expect(AngleFunctions.millidegrees(turns: -(1 << 30)) == -90_000)
  }
}
