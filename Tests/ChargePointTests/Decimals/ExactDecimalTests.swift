import Testing

@testable import ChargePoint

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    ("4600", 6, 4_600_000_000), ("4600.123456", 6, 4_600_123_456), ("-1.5", 6, -1_500_000), (".5", 3, 500),
    ("12.", 0, 12), ("+7", 0, 7), ("1e3", 0, 1000), ("1.5E-3", 6, 1500), (" 42 ", 0, 42), ("0.0", 6, 0),
    ("000012.3400", 2, 1234), ("9223372036854775807", 0, Int64.max), ("-9223372036854775808", 0, Int64.min),
    ("9223372036.854775807", 9, Int64.max), ("0e999", 6, 0),
  ])
  func decimalsAreExact(_ text: String, _ power: Int, _ expected: Int64) {
    #expect(ExactDecimal(text)?.scaledExactly(byPowerOfTen: power) == expected)
  }

  @Test(arguments: [
    "", "-", ".", "1,5", "1 2", "0x10", "1e", "1e+", "NaN", "inf", "1.2.3", "１",
    "1234567890123456789012345678901234567",
  ])
  func whatIsNoDecimalIsRefused(_ text: String) { #expect(ExactDecimal(text) == nil) }

  @Test func moreDigitsThanAskedForAreCutDownwards() {
    #expect(ExactDecimal("1.9999999")?.scaled(byPowerOfTen: 6)?.value == 1_999_999)
    #expect(ExactDecimal("1.9999999")?.scaled(byPowerOfTen: 6)?.isExact == false)
    #expect(ExactDecimal("-1.0000001")?.scaled(byPowerOfTen: 6)?.value == -1_000_001)
    #expect(ExactDecimal("0.00000000000000000000000000001")?.scaled(byPowerOfTen: 6)?.value == 0)
    #expect(ExactDecimal("1e-300")?.scaled(byPowerOfTen: 6)?.isExact == false)
  }

  @Test func whatDoesNotFitIsNil() {
    #expect(ExactDecimal("9223372036854775808")?.scaled(byPowerOfTen: 0) == nil)
    #expect(ExactDecimal("9223372036855")?.scaled(byPowerOfTen: 6) == nil)
    #expect(ExactDecimal("1e300")?.scaled(byPowerOfTen: 0) == nil)
  }

  /// Any integer of µWh, written with any number of decimals, comes back as itself.
  @Test func everyScaledIntegerSurvivesItsDecimalText() {
    var state: UInt64 = 0x5eed
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Int64(bitPattern: state) >> Int64(state >> 59)
      let digits = String(value.magnitude)
      let padded = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
      let text = (value < 0 ? "-" : "") + padded.dropLast(6) + "." + padded.suffix(6)
      #expect(ExactDecimal(text)?.scaledExactly(byPowerOfTen: 6) == value, "seed 0x5eed, \(text)")
    }
  }
}
